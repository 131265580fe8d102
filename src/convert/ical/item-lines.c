/* SPDX-License-Identifier: MIT
 *
 * What a person is shown of an item is what its component says: it is written, read again, and its fields are given
 * the words that people use.
 */
#include "convert/ical/item-lines.h"

#include "convert/ical/ical-private.h"
#include "convert/ical/part.h"

#include <string.h>

#define MOST_PERIODS 10 /* that are shown of each kind */

typedef struct Word Word;

/* What is shown of a line; NULL for nothing. */
typedef char *(*Describe) (const OxLine *line);

struct Word {
    const char *field;
    const char *label;
    Describe describe;
    gboolean in_mail; /* of mail about a meeting too, above which people stand already */
};

/* --- values ------------------------------------------------------------------------------------------------ */

static char *
describe_person (const OxLine *line)
{
    static const char *const answers[] = { "ACCEPTED", "accepted", "DECLINED",  "declined",  "TENTATIVE",
                                           "tentative", "COMPLETED", "completed", "IN-PROCESS", "in process" };
    g_autofree char *text = ox_line_get_text (line);
    const char *name = ox_line_get_parameter (line, "CN"), *status = ox_line_get_parameter (line, "PARTSTAT");
    gboolean has_address = g_ascii_strncasecmp (text, "mailto:", 7) == 0;
    g_autofree char *address = has_address ? g_uri_unescape_string (text + 7, NULL) : NULL;
    GString *out = g_string_new (name != NULL ? name : address != NULL ? address : "");
    if (name != NULL && address != NULL && strcmp (name, address) != 0)
        g_string_append_printf (out, " <%s>", address);
    if (ox_line_has_value (line, "ROLE", "OPT-PARTICIPANT"))
        g_string_append (out, ", optional");
    if (ox_line_has_value (line, "CUTYPE", "RESOURCE"))
        g_string_append (out, ", resource");
    for (guint i = 0; status != NULL && i < G_N_ELEMENTS (answers); i += 2)
        if (strcmp (status, answers[i]) == 0)
            g_string_append_printf (out, ": %s", answers[i + 1]);
    return g_string_free (out, FALSE);
}

/* "20260302" and "20260302T080000Z". */
static char *
describe_time (const OxLine *line)
{
    const char *t = line->value;
    if (strlen (t) == 8)
        return g_strdup_printf ("%.4s-%.2s-%.2s", t, t + 4, t + 6);
    if (strlen (t) < 15)
        return ox_line_get_text (line);
    return g_strdup_printf ("%.4s-%.2s-%.2s %.2s:%.2s%s", t, t + 4, t + 6, t + 9, t + 11, t[15] == 'Z' ? " (UTC)" : "");
}

static char *
describe_minutes (guint64 minutes)
{
    const guint64 units[] = { 7 * 1440, 1440, 60, 1 };
    static const char *const names[] = { "week", "day", "hour", "minute" };
    guint i = 0;
    while (i < 3 && (minutes == 0 || minutes % units[i] != 0))
        i++;
    guint64 n = minutes / units[i];
    return g_strdup_printf ("%" G_GUINT64_FORMAT " %s%s", n, names[i], n == 1 ? "" : "s");
}

/* "PT45M" and "-PT45M", as they are written here; or a time. */
static char *
describe_duration (const OxLine *line)
{
    const char *t = line->value + (*line->value == '-');
    gboolean is_before = t > line->value;
    if (!g_str_has_prefix (t, "PT"))
        return describe_time (line);
    g_autofree char *text = describe_minutes (g_ascii_strtoull (t + 2, NULL, 10));
    return g_strdup_printf ("%s%s", text, is_before ? " before" : "");
}

/* A word that says what is usual is not shown. */
static char *
describe_word (const OxLine *line, const char *const *usual)
{
    for (guint i = 0; usual[i] != NULL; i++)
        if (strcmp (line->value, usual[i]) == 0)
            return NULL;
    char *text = g_ascii_strdown (line->value, -1);
    return g_strdelimit (text, "-", ' ');
}

static char *
describe_status (const OxLine *line)
{
    static const char *const usual[] = { "CONFIRMED", "FINAL", "NEEDS-ACTION", NULL };
    return describe_word (line, usual);
}

static char *
describe_task_status (const OxLine *line)
{
    return g_strdup (strcmp (line->value, "3") == 0 ? "waiting for somebody" : "deferred");
}

static char *
describe_class (const OxLine *line)
{
    static const char *const usual[] = { "PUBLIC", NULL };
    g_autofree char *word = describe_word (line, usual);
    return word != NULL ? g_strdup (word + (g_str_has_prefix (word, "x ") ? 2 : 0)) : NULL;
}

static char *
describe_priority (const OxLine *line)
{
    return strcmp (line->value, "1") == 0 ? g_strdup ("high") : strcmp (line->value, "9") == 0 ? g_strdup ("low") : NULL;
}

static char *
describe_busy (const OxLine *line)
{
    static const char *const words[] = { "FREE", "free", "TENTATIVE", "tentative", "BUSY", "busy", "OOF", "out of office",
                                         "WORKINGELSEWHERE", "working elsewhere" };
    for (guint i = 0; i < G_N_ELEMENTS (words); i += 2)
        if (strcmp (line->value, words[i]) == 0)
            return g_strdup (words[i + 1]);
    return NULL;
}

static char *
describe_list (const OxLine *line)
{
    g_auto (GStrv) items = ox_line_split (line, ',', 256);
    return g_strjoinv ("; ", items);
}

static char *
describe_percent (const OxLine *line)
{
    return g_strconcat (line->value, " %", NULL);
}

static char *
describe_rule (const OxLine *line)
{
    return ox_ical_rule_words (line->value);
}

/* The first times, a line each: those of months would be no sight for people. */
static char *
describe_periods (const OxLine *line)
{
    g_auto (GStrv) periods = ox_line_split (line, ',', MOST_PERIODS + 1);
    const char *type = ox_line_get_parameter (line, "FBTYPE");
    const char *kind = g_strcmp0 (type, "BUSY-TENTATIVE") == 0     ? ", tentative"
                       : g_strcmp0 (type, "BUSY-UNAVAILABLE") == 0 ? ", away"
                                                                   : "";
    GString *out = g_string_new (NULL);
    for (guint i = 0; periods[i] != NULL && i < MOST_PERIODS; i++) {
        const char *p = periods[i];
        if (strlen (p) == 33) /* 20260301T080000Z/20260301T090000Z */
            g_string_append_printf (out, "%.4s-%.2s-%.2s %.2s:%.2s to %.4s-%.2s-%.2s %.2s:%.2s (UTC)%s\n", p, p + 4, p + 6,
                                    p + 9, p + 11, p + 17, p + 21, p + 23, p + 26, p + 28, kind);
    }
    if (g_strv_length (periods) > MOST_PERIODS)
        g_string_append (out, "and more");
    return g_string_free (out, FALSE);
}

static char *
describe_field (const OxLine *line)
{
    const char *name = ox_line_get_parameter (line, "X-NAME");
    g_autofree char *text = describe_list (line);
    return g_strdup_printf ("%s: %s", name != NULL ? name : "", text);
}

/* In the order in which people read them. What an event is about stands above, and its times are told by
 * ox_ical_describe(). */
static const Word words[] = {
    { "DTSTART", "Starts", describe_time, FALSE },
    { "DTEND", "Ends", describe_time, FALSE },
    { "DUE", "Due", describe_time, TRUE },
    { "RRULE", "Repeats", describe_rule, TRUE },
    { "X-DURATION", "Lasts", describe_duration, FALSE },
    { "X-MICROSOFT-LOGTYPE", "Kind", ox_line_get_text, FALSE },
    { "LOCATION", "Where", ox_line_get_text, TRUE },
    { "CONFERENCE", "Online", ox_line_get_text, TRUE },
    { "ORGANIZER", "Organizer", describe_person, FALSE },
    { "ATTENDEE", "Attendee", describe_person, FALSE },
    { "X-OXCART-TASK-OWNER", "Owner", ox_line_get_text, FALSE },
    { "STATUS", "Status", describe_status, FALSE },
    { "X-MICROSOFT-TASKSTATUS", "Status", describe_task_status, FALSE },
    { "PERCENT-COMPLETE", "Done", describe_percent, FALSE },
    { "COMPLETED", "Completed", describe_time, FALSE },
    { "X-MICROSOFT-CDO-BUSYSTATUS", "Shown as", describe_busy, FALSE },
    { "PRIORITY", "Importance", describe_priority, FALSE },
    { "CLASS", "Privacy", describe_class, FALSE },
    { "TRIGGER", "Reminder", describe_duration, FALSE },
    { "CATEGORIES", "Categories", describe_list, FALSE },
    { "CONTACT", "Contact", ox_line_get_text, FALSE },
    { "FREEBUSY", "Busy", describe_periods, FALSE },
    { "X-OXCART-FIELD", "Field", describe_field, FALSE },
};

/* --- lines ------------------------------------------------------------------------------------------------- */

static const char *const components[] = { "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", NULL };

/* The lines of the first component that is no zone: [n] belongs to words[n]. */
static GPtrArray **
read_lines (GBytes *calendar, gboolean is_mail)
{
    GPtrArray **found = g_new0 (GPtrArray *, G_N_ELEMENTS (words));
    g_auto (OxLineReader) reader = { 0 };
    g_auto (OxLine) line = { 0 };
    gboolean is_in = FALSE;
    ox_line_reader_init (&reader, ox_slice_from_bytes (calendar), OX_DIALECT_ICALENDAR, NULL);
    while (ox_line_reader_next (&reader, &line)) {
        is_in |= strcmp (line.name, "BEGIN") == 0 && g_strv_contains (components, line.value);
        if (strcmp (line.name, "END") == 0 && g_strv_contains (components, line.value))
            break;
        for (guint i = 0; is_in && i < G_N_ELEMENTS (words); i++) {
            if (strcmp (words[i].field, line.name) != 0 || (is_mail && !words[i].in_mail))
                continue;
            if (found[i] == NULL)
                found[i] = g_ptr_array_new_with_free_func (g_free);
            g_ptr_array_add (found[i], words[i].describe (&line));
        }
    }
    return found;
}

static void
show_lines (const GPtrArray *lines, const char *label, OxItemShow show, gpointer user)
{
    for (guint i = 0; lines != NULL && i < lines->len; i++) {
        g_auto (GStrv) each = g_strsplit (lines->pdata[i] != NULL ? lines->pdata[i] : "", "\n", 64);
        for (guint k = 0; each[k] != NULL; k++)
            if (*each[k] != '\0')
                show (user, label, each[k]);
    }
}

/* First when an event is, then by which rule, then when the rule makes it. */
void
ox_ical_show (OxMimeContext *c, guint most, OxItemShow show, gpointer user)
{
    gboolean is_event = ox_ical_is_event (c->message);
    g_autoptr (GBytes) calendar = ox_ical_lines (c);
    g_autoptr (GPtrArray) when = is_event ? ox_ical_describe (c, most) : NULL;
    g_autofree GPtrArray **found = read_lines (calendar, !ox_ical_is_item (c->message));
    if (when != NULL)
        show (user, "When", when->pdata[0]);
    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        gboolean is_told = is_event && (words[i].describe == describe_time || words[i].describe == describe_status);
        if (!is_told)
            show_lines (found[i], words[i].label, show, user);
        for (guint k = 1; when != NULL && words[i].describe == describe_rule && k < when->len; k++)
            show (user, "Occurs", when->pdata[k]);
        g_clear_pointer (&found[i], g_ptr_array_unref);
    }
}
