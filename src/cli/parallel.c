/* SPDX-License-Identifier: MIT
 *
 * Jobs done by several threads, whose results are taken in the order of the jobs: what the command
 * prints does not depend on who was faster.
 */
#include "cli.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* How far ahead of the oldest unfinished job the threads may be, each: what bounds the memory. */
#define AHEAD 8

typedef struct {
    const CliPool *pool;
    gpointer user;
    GMutex mutex;
    GCond taken; /* a result was taken */
    gpointer *results; /* of the jobs that were begun and not taken, each at its number modulo the window */
    guint n_begun;
    guint n_taken;
    guint window;
    gboolean taking; /* a thread is at it */
    gboolean stop;
} Work;

static gboolean
next_job (Work *w, guint *index)
{
    g_mutex_lock (&w->mutex);
    while (!w->stop && w->n_begun < w->pool->n_jobs && w->n_begun - w->n_taken >= w->window)
        g_cond_wait (&w->taken, &w->mutex);
    gboolean there = !w->stop && w->n_begun < w->pool->n_jobs;
    if (there)
        *index = w->n_begun++;
    g_mutex_unlock (&w->mutex);
    return there;
}

/* The thread that finishes the oldest job takes its result, and all behind it that wait for it: no thread is woken for
 * each. What was begun when one result said stop still counts: its output is written. */
static void
give_result (Work *w, guint index, gpointer result)
{
    g_mutex_lock (&w->mutex);
    w->results[index % w->window] = result;
    while (!w->taking && w->n_taken < w->n_begun && w->results[w->n_taken % w->window] != NULL) {
        guint oldest = w->n_taken;
        w->taking = TRUE;
        g_mutex_unlock (&w->mutex);
        gboolean go_on = w->pool->take (oldest, w->results[oldest % w->window], w->user);
        g_mutex_lock (&w->mutex);
        w->results[oldest % w->window] = NULL;
        w->taking = FALSE;
        w->stop = w->stop || !go_on;
        w->n_taken++;
        g_cond_broadcast (&w->taken);
    }
    g_mutex_unlock (&w->mutex);
}

static gpointer
run_thread (gpointer data)
{
    Work *w = data;
    for (guint index; next_job (w, &index);)
        give_result (w, index, w->pool->work (index, w->user));
    return NULL;
}

static void
run_alone (const CliPool *pool, gpointer user)
{
    for (guint i = 0; i < pool->n_jobs; i++)
        if (!pool->take (i, pool->work (i, user), user))
            return;
}

/* glibc gives each thread a heap of its own, which keeps what others free: a cache of blocks that threads share
 * then takes several times its size. Four threads a heap cost no time that could be measured. */
static void
share_heaps (guint n_threads)
{
#ifdef __GLIBC__
    mallopt (M_ARENA_MAX, (int) ((n_threads + 3) / 4));
#endif
}

void
cli_pool_run (const CliPool *pool, gpointer user)
{
    guint n_threads = MIN (pool->n_threads, pool->n_jobs);
    if (n_threads < 2) {
        run_alone (pool, user);
        return;
    }
    share_heaps (n_threads);
    Work w = { .pool = pool, .user = user, .window = n_threads * AHEAD };
    g_autofree gpointer *results = g_new0 (gpointer, w.window);
    g_autofree GThread **others = g_new0 (GThread *, n_threads - 1);
    w.results = results;
    g_mutex_init (&w.mutex);
    g_cond_init (&w.taken);
    for (guint i = 0; i < n_threads - 1; i++)
        others[i] = g_thread_new ("convert", run_thread, &w);
    run_thread (&w);
    for (guint i = 0; i < n_threads - 1; i++)
        g_thread_join (others[i]);
    g_cond_clear (&w.taken);
    g_mutex_clear (&w.mutex);
}
