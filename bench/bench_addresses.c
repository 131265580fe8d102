/* SPDX-License-Identifier: MIT
 *
 * bench_addresses FILE: opens an address book, reads every entry, builds each index and looks up. Prints a line for
 * each: what, seconds of the processor, and megabytes a second or microseconds a look-up. memcpy of as many bytes stands beside.
 */
#include <oxcart/oxcart.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define LOOK_UPS 10000

/* Seconds of this process: what else runs on the machine does not count. */
static double
now (void)
{
    struct rusage usage;
    getrusage (RUSAGE_SELF, &usage);
    return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
           + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
tell (const char *what, double seconds, double size)
{
    printf ("%s\t%.3f\t%.0f MB/s\n", what, seconds, size / 1e6 / seconds);
}

static void
copy (guint64 size)
{
    g_autofree guint8 *from = g_malloc0 (size);
    g_autofree guint8 *to = g_malloc0 (size);
    double start = now ();
    memcpy (to, from, size);
    tell ("memcpy", now () - start, (double) size);
}

static void
look_up (OxAddressList *list, OxLookup search, const char *what, OxKey key)
{
    guint32 n = ox_address_list_get_n_entries (list);
    double start = now ();
    g_autoptr (GArray) first = ox_address_list_search (list, search, "a", 1, NULL);
    printf ("index for %s\t%.3f\n", what, now () - start);
    double total = 0;
    guint found = 0;
    for (guint i = 0; i < LOOK_UPS; i++) {
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, (guint32) ((guint64) i * 7919 % n), NULL, NULL);
        const char *text = ox_props_get_text (ox_entry_get_props (entry), key);
        start = now ();
        g_autoptr (GArray) hits = ox_address_list_search (list, search, text, 10, NULL);
        total += now () - start;
        found += hits != NULL && hits->len > 0;
    }
    printf ("look-up by %s\t%.3f\t%.1f us, %u of %u found\n", what, total, total * 1e6 / LOOK_UPS, found, LOOK_UPS);
}

int
main (int argc, char **argv)
{
    g_autoptr (GError) error = NULL;
    struct rusage usage;
    double start = now ();
    g_autoptr (OxStream) stream = argc == 2 ? ox_stream_new_path (argv[1], &error) : NULL;
    g_autoptr (OxAddressBook) book = stream != NULL ? ox_open_address_book (stream, NULL, NULL, &error) : NULL;
    if (book == NULL) {
        fprintf (stderr, "%s\n", error != NULL ? error->message : "bench_addresses FILE");
        return 1;
    }
    OxAddressList *list = ox_address_book_get_list (book, 0);
    double size = (double) ox_stream_get_size (stream);
    tell ("open (checksum, places of records)", now () - start, size);
    start = now ();
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list); i++) {
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, i, NULL, NULL);
    }
    tell ("read every entry", now () - start, size);
    getrusage (RUSAGE_SELF, &usage);
    printf ("memory so far\t%.0f MB\n", (double) usage.ru_maxrss / 1e3);
    look_up (list, OX_LOOKUP_DN, "X.500 name", OX_TAG_EMAIL_ADDRESS);
    look_up (list, OX_LOOKUP_ADDRESS, "address", OX_TAG_SMTP_ADDRESS);
    look_up (list, OX_LOOKUP_PREFIX, "name", OX_TAG_DISPLAY_NAME);
    look_up (list, OX_LOOKUP_ANR, "ambiguous name", OX_TAG_DISPLAY_NAME);
    getrusage (RUSAGE_SELF, &usage);
    printf ("memory with all indexes\t%.0f MB\n", (double) usage.ru_maxrss / 1e3);
    copy (ox_stream_get_size (stream));
    return 0;
}
