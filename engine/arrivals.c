/* arrivals.c - see arrivals.h. */
#include "arrivals.h"

#include <math.h>

/* Its stream of random numbers, far from those of workers and runs. */
static const uint64_t STREAM = UINT64_C(1) << 62;

static double seconds(uint64_t ns) { return (double)ns / 1e9; }

static double area_of(const te_line *l) {
    return (l->first + l->last) / 2 * seconds(l->duration_ns);
}

/* After how many seconds of the line the area below it is `area`, which is
 * less than all of it: the root of first * x + slope / 2 * x^2 = area, in the
 * form that loses no digits where the slope is near 0. */
static double reaches_s(const te_line *l, double area) {
    if (area <= 0) return 0;
    double slope = (l->last - l->first) / seconds(l->duration_ns);
    double square = l->first * l->first + 2 * slope * area;
    return 2 * area / (l->first + sqrt(square > 0 ? square : 0));
}

/* The area below the line after so much of its own time. */
static double area_after(const te_line *l, uint64_t ns) {
    if (l->duration_ns == 0) return 0;
    double part = (double)ns / (double)l->duration_ns;
    double level = l->first + (l->last - l->first) * part;
    return (l->first + level) / 2 * seconds(ns);
}

/* Draws the gap before the next arrival, of whichever share. */
static void pass(te_arrivals *a) {
    a->number++;
    a->area += a->is_poisson ? te_rng_exponential(&a->rng, 1) : 1;
}

void te_arrivals_init(te_arrivals *a, const te_profile *profile,
                      bool is_poisson, uint64_t seed, uint32_t share,
                      uint32_t shares) {
    *a = (te_arrivals){.course = te_profile_course(profile),
                       .first = te_profile_course(profile),
                       .share = share,
                       .shares = shares,
                       .is_poisson = is_poisson};
    te_rng_seed(&a->rng, seed, STREAM);
    if (is_poisson) a->area = te_rng_exponential(&a->rng, 1);
}

/* The line that is under way at t_ns, from `first` on; adds to *area what is
 * below the lines before it. False where the course has ended by then. */
static bool find_line(te_course *first, uint64_t t_ns, te_line *l,
                      double *area) {
    te_course c = *first;
    while (te_course_next(&c, l)) {
        if (t_ns < l->from_ns + l->duration_ns) return true;
        *area += area_of(l);
        *first = c;
    }
    return false;
}

/* The area below all that came before t_ns. */
static double area_at(const te_arrivals *a, uint64_t t_ns) {
    te_course c = a->first;
    te_line l;
    double area = a->first_before;
    if (find_line(&c, t_ns, &l, &area) && t_ns > l.from_ns)
        area += area_after(&l, t_ns - l.from_ns);
    return area;
}

/* Lines of the new profile that were over by then count as if they had never
 * been: what is below them is taken off again. */
void te_arrivals_steer(te_arrivals *a, const te_profile *profile,
                       uint64_t t_ns) {
    te_course c = te_profile_course(profile);
    te_line l;
    double before = 0, area = area_at(a, t_ns);
    if (find_line(&c, t_ns, &l, &before) && t_ns > l.from_ns)
        area -= area_after(&l, t_ns - l.from_ns);
    a->first = a->course = c;
    a->first_before = a->before = area;
    a->line = (te_line){0};
    a->since_ns = t_ns;
    a->has_given = false;
}

bool te_arrivals_next(te_arrivals *a, te_arrival *arrival) {
    if (a->has_given) pass(a);
    a->has_given = false;
    while (a->number % a->shares != a->share)
        pass(a);
    while (a->area - a->before >= area_of(&a->line)) {
        te_line next;
        if (!te_course_next(&a->course, &next)) return false;
        a->before += area_of(&a->line);
        a->line = next;
    }
    double after_s = reaches_s(&a->line, a->area - a->before);
    arrival->due_ns = a->line.from_ns + (uint64_t)llround(after_s * 1e9);
    if (arrival->due_ns < a->since_ns) arrival->due_ns = a->since_ns;
    arrival->number = a->number;
    a->has_given = arrival->due_ns < a->course.profile->duration_ns;
    return a->has_given;
}
