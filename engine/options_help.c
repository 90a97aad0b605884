/* options_help.c - see options_help.h. */
#include "options_help.h"

#include "clock.h"
#include "options_table.h"
#include "suggest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char ALL[] = "all";

/* ---- Topics ---- */

static bool begins_topic(const te_option *o) {
    return o == te_options_table || strcmp(o->topic, o[-1].topic) != 0;
}

/* "load, scenario, ...": in small letters, as they are typed. */
static void add_topics(te_buf *out) {
    for (const te_option *o = te_options_table; o->name != NULL; o++) {
        if (!begins_topic(o)) continue;
        for (const char *c = o->topic; *c != '\0'; c++)
            te_buf_addc(out, (char)tolower((unsigned char)*c));
        te_buf_adds(out, ", ");
    }
    te_buf_adds(out, ALL);
}

static bool is_topic(const char *topic) {
    for (const te_option *o = te_options_table; o->name != NULL; o++)
        if (strcasecmp(o->topic, topic) == 0) return true;
    return strcasecmp(topic, ALL) == 0;
}

static bool refuse(const char *topic, te_error *err) {
    te_suggestion near = te_suggestion_for(topic);
    te_buf topics = TE_BUF_INIT;
    char guess[64] = "";
    for (const te_option *o = te_options_table; o->name != NULL; o++)
        te_suggestion_offer(&near, o->topic);
    te_suggestion_offer(&near, ALL);
    if (near.best != NULL)
        snprintf(guess, sizeof guess, " (did you mean %c%s?)",
                 tolower((unsigned char)near.best[0]), near.best + 1);
    add_topics(&topics);
    te_fail(err, "--help: no topic '%.200s'%s; there are: %s", topic, guess,
            te_buf_str(&topics));
    te_buf_free(&topics);
    return false;
}

/* ---- Rows ---- */

static void print_default(FILE *out, const te_option *o,
                          const te_options *defaults) {
    double number = te_option_number(o, defaults);
    if (number <= 0) return;
    if (o->kind == TE_OPTION_TIME)
        fprintf(out, " [%.15gs]", number / (double)TE_NS_PER_S);
    else
        fprintf(out, " [%.15g]", number);
}

static void print_option(FILE *out, const te_option *o, const char *topic,
                         const te_options *defaults) {
    char names[64];
    snprintf(names, sizeof names, "%c%c%c --%s %s", o->letter ? '-' : ' ',
             o->letter ? o->letter : ' ', o->letter ? ',' : ' ', o->name,
             o->value != NULL ? o->value : "");
    fprintf(out, "%-9s%-26s %s", topic, names, o->help);
    print_default(out, o, defaults);
    fputc('\n', out);
}

static bool is_shown(const te_option *o, const char *topic) {
    if (*topic == '\0') return (o->where & TE_OPTION_FIRST_PAGE) != 0;
    return strcasecmp(topic, ALL) == 0 || strcasecmp(topic, o->topic) == 0;
}

static void print_options(FILE *out, const char *topic) {
    te_options defaults;
    const char *before = "";
    te_options_init(&defaults);
    for (const te_option *o = te_options_table; o->name != NULL; o++) {
        if (!is_shown(o, topic)) continue;
        bool is_new = strcmp(before, o->topic) != 0;
        print_option(out, o, is_new ? o->topic : "", &defaults);
        before = o->topic;
    }
}

/* ---- The pages ---- */

static void print_usage(FILE *out) {
    fputs("Usage    tengine [options] [scenario.lua] [-- scenario options]\n",
          out);
}

static void print_end(FILE *out) {
    te_buf topics = TE_BUF_INIT;
    add_topics(&topics);
    fprintf(out, "Topics   %s\n", te_buf_str(&topics));
    te_buf_free(&topics);
    fputs("Example  tengine -w 50 -d 5m -c loadtest.lua -- --url http://host\n"
          "Commands tengine report, merge, compare, control: each has --help\n"
          "Exit     0 done, 1 failures, 2 bad usage or input, 74 results not "
          "written,\n"
          "         99 threshold, 105 signal, 107 scenario or fixture, "
          "111 --strict\n",
          out);
}

bool te_options_help(FILE *out, const char *topic, te_error *err) {
    bool is_page = *topic == '\0' || strcasecmp(topic, ALL) == 0;
    if (!is_page && !is_topic(topic)) return refuse(topic, err);
    if (is_page) print_usage(out);
    print_options(out, topic);
    if (is_page) print_end(out);
    return true;
}
