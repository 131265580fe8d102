/* SPDX-License-Identifier: MIT
 *
 * Output files: written under a temporary name, and renamed when complete.
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- signals ------------------------------------------------------------------------------ */

/* What a signal handler may touch: the names of the files that are being written, one a thread. */
static struct {
    gint taken;
    char path[4096];
} unfinished[CLI_MAX_THREADS];

/* Gives the slot that holds the name; -1 where there is none, which costs a file left behind. */
static int
remember_unfinished (const char *path)
{
    for (int i = 0; i < CLI_MAX_THREADS; i++)
        if (g_atomic_int_compare_and_exchange (&unfinished[i].taken, 0, 1)) {
            g_strlcpy (unfinished[i].path, path, sizeof unfinished[i].path);
            return i;
        }
    return -1;
}

static void
forget_unfinished (int slot)
{
    if (slot < 0)
        return;
    unfinished[slot].path[0] = '\0';
    g_atomic_int_set (&unfinished[slot].taken, 0);
}

static void
end_by_signal (int number)
{
    for (int i = 0; i < CLI_MAX_THREADS; i++)
        if (unfinished[i].path[0] != '\0')
            unlink (unfinished[i].path);
    _exit (number == SIGINT ? EXIT_INTERRUPTED : EXIT_TRY_AGAIN);
}

void
cli_handle_signals (void)
{
    struct sigaction action = { .sa_handler = end_by_signal };
    sigemptyset (&action.sa_mask);
    sigaction (SIGINT, &action, NULL);
    sigaction (SIGTERM, &action, NULL);
    signal (SIGPIPE, SIG_IGN);
}

/* --- files ---------------------------------------------------------------------------------- */

static gboolean
fail (GError **error, const char *path)
{
    int code = errno;
    g_set_error (error, OX_IO_ERROR, ox_io_error_from_errno (code), "%s: %s", path,
                 g_strerror (code));
    return FALSE;
}

/* Devices and pipes are written to as they are. */
static gboolean
is_device (const char *path)
{
    struct stat st;
    return stat (path, &st) == 0 && !S_ISREG (st.st_mode) && !S_ISDIR (st.st_mode);
}

/* A signal in between would not know the name of the file to remove. */
static void
open_temporary (CliOutput *out, const char *path)
{
    g_autofree char *folder = g_path_get_dirname (path);
    sigset_t ending;
    sigset_t before;
    sigemptyset (&ending);
    sigaddset (&ending, SIGINT);
    sigaddset (&ending, SIGTERM);
    pthread_sigmask (SIG_BLOCK, &ending, &before);
    out->path = g_strdup (path);
    out->temporary = g_build_filename (folder, ".oxcart-XXXXXX", NULL);
    out->fd = g_mkstemp_full (out->temporary, O_RDWR | O_CLOEXEC, 0666);
    out->close = TRUE;
    if (out->fd >= 0)
        out->slot = remember_unfinished (out->temporary);
    pthread_sigmask (SIG_SETMASK, &before, NULL);
}

gboolean
cli_output_open (CliOutput *out, const char *path, GError **error)
{
    *out = (CliOutput){ .fd = -1, .slot = -1 };
    if (path == NULL || strcmp (path, "-") == 0) {
        out->fd = STDOUT_FILENO;
    } else if (is_device (path)) {
        out->fd = open (path, O_WRONLY | O_CLOEXEC);
        out->close = TRUE;
    } else {
        open_temporary (out, path);
    }
    if (out->fd < 0) {
        fail (error, path);
        g_clear_pointer (&out->path, g_free);
        g_clear_pointer (&out->temporary, g_free);
        return FALSE;
    }
    out->sink = ox_sink_new_fd (out->fd);
    return TRUE;
}

/* link() fails where the name exists, a symbolic link included; rename() replaces it. */
static gboolean
give_name (CliOutput *out, gboolean force, GError **error)
{
    if (force)
        return rename (out->temporary, out->path) == 0 || fail (error, out->path);
    if (link (out->temporary, out->path) == 0) {
        unlink (out->temporary);
        return TRUE;
    }
    if (errno == EEXIST || (errno != EPERM && errno != ENOTSUP && errno != ENOSYS))
        return fail (error, out->path);
    /* A file system without hard links: the check and the rename are two steps there. */
    if (access (out->path, F_OK) == 0) {
        errno = EEXIST;
        return fail (error, out->path);
    }
    return rename (out->temporary, out->path) == 0 || fail (error, out->path);
}

static void
output_clear (CliOutput *out)
{
    forget_unfinished (out->slot);
    if (out->close && out->fd >= 0)
        close (out->fd);
    g_clear_pointer (&out->sink, ox_sink_unref);
    g_clear_pointer (&out->path, g_free);
    g_clear_pointer (&out->temporary, g_free);
}

gboolean
cli_output_commit (CliOutput *out, gboolean force, GError **error)
{
    gboolean ok = ox_sink_finish (out->sink, error);
    if (ok && out->close) {
        ok = close (out->fd) == 0 || fail (error, out->path != NULL ? out->path : "output");
        out->fd = -1;
    }
    if (ok && out->path != NULL)
        ok = give_name (out, force, error);
    if (!ok && out->temporary != NULL)
        unlink (out->temporary);
    output_clear (out);
    return ok;
}

void
cli_output_discard (CliOutput *out)
{
    if (out->temporary != NULL)
        unlink (out->temporary);
    output_clear (out);
}

gboolean
cli_write_format (OxMessage *message, OxTextFormat format, OxSink *sink, OxOptions *options,
                  OxDiagnostics *diagnostics, OxAccount *account, GError **error)
{
    switch (format) {
    case OX_FORMAT_ICALENDAR:
        return ox_message_write_icalendar (message, sink, options, diagnostics, account, error);
    case OX_FORMAT_VCARD:
        return ox_message_write_vcard (message, sink, options, diagnostics, account, error);
    default:
        return ox_message_write_mime (message, sink, options, diagnostics, account, error);
    }
}
