/* watchdog.c - see watchdog.h. */
#include "watchdog.h"

#include <errno.h>
#include <string.h>

/* Looks are a second apart; one that comes a little early is as good as one
 * that is on time, or the next would find it a second too late. */
static const uint64_t EARLY_NS = 100 * TE_NS_PER_MS;

/* The dog of this thread: the handler runs on the thread that is stuck. */
static _Thread_local te_watchdog *own;

static void on_bark(int signal_number, siginfo_t *info, void *context) {
    (void)signal_number;
    (void)context;
    int saved = errno;
    te_watchdog *dog = own;
    if (dog != NULL && info->si_code == SI_TKILL) {
        te_sched_break_off(dog->sched);
        /* Still the same resume at the third signal: the hook was set, and no
         * Lua instruction has run since. */
        if (dog->barks >= 3 && !atomic_load(&dog->has_where)) {
            te_sched_describe(dog->sched, dog->where, sizeof dog->where);
            atomic_store(&dog->has_where, true);
        }
    }
    errno = saved;
}

static void install_handler(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_bark;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(TE_WATCHDOG_SIGNAL, &action, NULL);
}

void te_watchdog_init(te_watchdog *dog, te_sched *sched) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install_handler);
    *dog = (te_watchdog){.sched = sched};
}

void te_watchdog_attach(te_watchdog *dog) {
    own = dog;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, TE_WATCHDOG_SIGNAL);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void te_watchdog_detach(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, TE_WATCHDOG_SIGNAL);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    own = NULL;
}

bool te_watchdog_look(te_watchdog *dog, pthread_t thread, uint64_t now_ns) {
    uint64_t number = te_sched_resume_number(dog->sched);
    if (number == 0 || number != dog->number) {
        dog->number = number;
        dog->since_ns = now_ns;
        dog->barks = 0;
        return false;
    }
    if (now_ns - dog->since_ns + EARLY_NS < TE_STUCK_NS) return false;
    if (dog->barks < 3) {
        atomic_fetch_add(&dog->barks, 1);
        pthread_kill(thread, TE_WATCHDOG_SIGNAL);
    }
    if (dog->is_named || !atomic_load(&dog->has_where)) return false;
    dog->is_named = true;
    return true;
}
