/* SPDX-License-Identifier: MIT
 *
 * Series of appointments and tasks, [MS-OXOCAL] 2.2.1.44: reading and writing the structure.
 */
#include <oxcart/recurrence.h>

#include "base/builder.h"
#include "base/charset.h"
#include "base/diag.h"
#include "base/slice.h"

#include <oxcart/error.h>

#define NO_HIGHLIGHT 0x3008 /* up to this writer version there is no ChangeHighlight */
#define DATE_SIZE 4
#define EXCEPTION_SIZE 14 /* at least */

G_DEFINE_BOXED_TYPE (OxRecurrence, ox_recurrence, ox_recurrence_copy, ox_recurrence_free)

typedef struct {
    OxSlice s;
    OxRecurrence *r;
    guint codepage;
    OxDiagnostics *diagnostics;
} Reader;

static void
exception_free (gpointer data)
{
    OxRecurrenceException *e = data;
    GBytes *parts[] = { e->subject_bytes, e->location_bytes, e->highlight_bytes, e->reserved_1,
                        e->reserved_2,    e->subject_utf16,  e->location_utf16 };
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        g_clear_pointer (&parts[i], g_bytes_unref);
    g_free (e->subject);
    g_free (e->location);
    g_free (e);
}

void
ox_recurrence_free (OxRecurrence *recurrence)
{
    if (recurrence == NULL)
        return;
    g_array_unref (recurrence->deleted);
    g_array_unref (recurrence->modified);
    g_ptr_array_unref (recurrence->exceptions);
    g_clear_pointer (&recurrence->reserved_1, g_bytes_unref);
    g_clear_pointer (&recurrence->reserved_2, g_bytes_unref);
    g_clear_pointer (&recurrence->trailing, g_bytes_unref);
    g_free (recurrence);
}

static OxRecurrence *
recurrence_new (void)
{
    OxRecurrence *r = g_new0 (OxRecurrence, 1);
    r->deleted = g_array_new (FALSE, FALSE, sizeof (guint32));
    r->modified = g_array_new (FALSE, FALSE, sizeof (guint32));
    r->exceptions = g_ptr_array_new_with_free_func (exception_free);
    return r;
}

OxRecurrence *
ox_recurrence_copy (const OxRecurrence *recurrence)
{
    g_autoptr (GBytes) bytes = ox_recurrence_serialize (recurrence);
    OxRecurrence *copy = ox_recurrence_parse (bytes, recurrence->is_appointment, 0, NULL, NULL, NULL);
    for (guint i = 0; copy != NULL && i < MIN (copy->exceptions->len, recurrence->exceptions->len); i++) {
        OxRecurrenceException *to = copy->exceptions->pdata[i];
        const OxRecurrenceException *from = recurrence->exceptions->pdata[i];
        g_free (to->subject);
        g_free (to->location);
        to->subject = g_strdup (from->subject);
        to->location = g_strdup (from->location);
    }
    return copy;
}

/* --- reading -------------------------------------------------------------------------------------- */

static gboolean
read_dates (OxSlice *s, GArray *dates)
{
    guint32 n = ox_slice_u32 (s);
    if (n > s->left / DATE_SIZE)
        return FALSE;
    for (guint32 i = 0; i < n; i++) {
        guint32 date = ox_slice_u32 (s);
        g_array_append_val (dates, date);
    }
    return TRUE;
}

/* PatternTypeSpecific; FALSE for a type that nobody has defined. */
static gboolean
read_specific (OxSlice *s, OxRecurrence *r)
{
    switch (r->pattern_type) {
    case OX_RECURRENCE_DAY:
        return TRUE;
    case OX_RECURRENCE_WEEK:
        r->days = ox_slice_u32 (s);
        return TRUE;
    case OX_RECURRENCE_MONTH:
    case OX_RECURRENCE_MONTH_END:
    case OX_RECURRENCE_HIJRI_MONTH:
    case OX_RECURRENCE_HIJRI_MONTH_END:
        r->day = ox_slice_u32 (s);
        return TRUE;
    case OX_RECURRENCE_MONTH_NTH:
    case OX_RECURRENCE_HIJRI_MONTH_NTH:
        r->days = ox_slice_u32 (s);
        r->nth = ox_slice_u32 (s);
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean
read_pattern (OxSlice *s, OxRecurrence *r, GError **error)
{
    r->reader_version = ox_slice_u16 (s);
    r->writer_version = ox_slice_u16 (s);
    r->frequency = ox_slice_u16 (s);
    r->pattern_type = ox_slice_u16 (s);
    r->calendar_type = ox_slice_u16 (s);
    r->first_date_time = ox_slice_u32 (s);
    r->period = ox_slice_u32 (s);
    r->sliding_flag = ox_slice_u32 (s);
    gboolean known = read_specific (s, r);
    if (ox_slice_ok (s) && !known) {
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "pattern type 0x%X of a series is not known",
                     r->pattern_type);
        return FALSE;
    }
    r->end_type = ox_slice_u32 (s);
    r->occurrence_count = ox_slice_u32 (s);
    r->first_day_of_week = ox_slice_u32 (s);
    if (ox_slice_ok (s) && (!read_dates (s, r->deleted) || !read_dates (s, r->modified))) {
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED,
                     "a series claims more exceptions than there is room for");
        return FALSE;
    }
    r->start_date = ox_slice_u32 (s);
    r->end_date = ox_slice_u32 (s);
    return ox_slice_check (s, "a series", error);
}

static char *
decode_8bit (const Reader *reader, GBytes *bytes)
{
    gsize n = 0;
    guint n_bad = 0;
    guint page = ox_codepage_or_western (reader->codepage);
    char *text = bytes != NULL ? ox_charset_decode (page, ox_slice_from_bytes (bytes), &n, &n_bad) : g_strdup ("");
    return text;
}

/* The length stands twice, once with room for a NUL that is not there. Where they
 * disagree the second is meant. */
static GBytes *
read_8bit (Reader *reader, OxSlice *s)
{
    guint16 with_nul = ox_slice_u16 (s);
    guint16 n = ox_slice_u16 (s);
    if (ox_slice_ok (s) && with_nul != n + 1)
        ox_diag (reader->diagnostics, OX_DIAG_RECURRENCE_ODD, s->at,
                 "the two lengths of a text in an exception disagree");
    return ox_slice_take_bytes (s, n);
}

static guint32
read_if (OxSlice *s, guint16 flags, OxRecurrenceOverride flag)
{
    return (flags & flag) != 0 ? ox_slice_u32 (s) : 0;
}

static gboolean
read_exception (Reader *reader)
{
    OxSlice *s = &reader->s;
    OxRecurrenceException *e = g_new0 (OxRecurrenceException, 1);
    e->start = ox_slice_u32 (s);
    e->end = ox_slice_u32 (s);
    e->original_start = ox_slice_u32 (s);
    e->flags = ox_slice_u16 (s);
    if ((e->flags & OX_OVERRIDE_SUBJECT) != 0)
        e->subject_bytes = read_8bit (reader, s);
    e->meeting_type = read_if (s, e->flags, OX_OVERRIDE_MEETING_TYPE);
    e->reminder_delta = read_if (s, e->flags, OX_OVERRIDE_REMINDER_DELTA);
    e->reminder_set = read_if (s, e->flags, OX_OVERRIDE_REMINDER_SET);
    if ((e->flags & OX_OVERRIDE_LOCATION) != 0)
        e->location_bytes = read_8bit (reader, s);
    e->busy_status = read_if (s, e->flags, OX_OVERRIDE_BUSY_STATUS);
    e->attachment = read_if (s, e->flags, OX_OVERRIDE_ATTACHMENT);
    e->sub_type = read_if (s, e->flags, OX_OVERRIDE_SUB_TYPE);
    e->color = read_if (s, e->flags, OX_OVERRIDE_COLOR);
    if ((e->flags & OX_OVERRIDE_SUBJECT) != 0)
        e->subject = decode_8bit (reader, e->subject_bytes);
    if ((e->flags & OX_OVERRIDE_LOCATION) != 0)
        e->location = decode_8bit (reader, e->location_bytes);
    if (!ox_slice_ok (s)) {
        exception_free (e);
        return FALSE;
    }
    g_ptr_array_add (reader->r->exceptions, e);
    return TRUE;
}

static GBytes *
read_utf16 (OxSlice *s, char **text)
{
    gsize n = 0;
    guint n_bad = 0;
    guint16 length = ox_slice_u16 (s);
    OxSlice sub = ox_slice_take (s, (gsize) length * 2);
    if (!ox_slice_ok (&sub))
        return NULL;
    GBytes *bytes = g_bytes_new (length > 0 ? ox_slice_data (&sub) : NULL, (gsize) length * 2);
    char *decoded = ox_utf16_decode (sub, &n, &n_bad);
    if (decoded != NULL) {
        g_free (*text);
        *text = decoded;
    }
    return bytes;
}

/* The texts again, in Unicode: what the 8-bit ones could not say. */
static gboolean
read_extended (OxSlice *s, const OxRecurrence *r, OxRecurrenceException *e)
{
    if (r->writer_version_2 > NO_HIGHLIGHT) {
        guint32 n = ox_slice_u32 (s);
        OxSlice head = *s;
        e->highlight_bytes = ox_slice_take_bytes (s, n);
        e->change_highlight = n >= 4 && ox_slice_ok (s) ? ox_slice_u32 (&head) : 0;
    }
    e->reserved_1 = ox_slice_take_bytes (s, ox_slice_u32 (s));
    if ((e->flags & (OX_OVERRIDE_SUBJECT | OX_OVERRIDE_LOCATION)) == 0)
        return ox_slice_ok (s);
    e->extended_start = ox_slice_u32 (s);
    e->extended_end = ox_slice_u32 (s);
    e->extended_original_start = ox_slice_u32 (s);
    if ((e->flags & OX_OVERRIDE_SUBJECT) != 0)
        e->subject_utf16 = read_utf16 (s, &e->subject);
    if ((e->flags & OX_OVERRIDE_LOCATION) != 0)
        e->location_utf16 = read_utf16 (s, &e->location);
    e->reserved_2 = ox_slice_take_bytes (s, ox_slice_u32 (s));
    return ox_slice_ok (s);
}

static void
read_all_extended (Reader *reader)
{
    OxRecurrence *r = reader->r;
    OxSlice *s = &reader->s;
    r->has_extended = TRUE;
    r->reserved_1 = ox_slice_take_bytes (s, ox_slice_u32 (s));
    for (guint i = 0; i < r->exceptions->len && r->has_extended; i++)
        r->has_extended = read_extended (s, r, r->exceptions->pdata[i]);
    if (r->has_extended)
        r->reserved_2 = ox_slice_take_bytes (s, ox_slice_u32 (s));
    r->has_extended = r->has_extended && ox_slice_ok (s);
    if (!r->has_extended)
        ox_diag (reader->diagnostics, OX_DIAG_RECURRENCE_TRUNCATED, s->at,
                 "the extended part of a series is cut short");
    else if (s->left > 0)
        r->trailing = ox_slice_take_bytes (s, s->left);
}

static void
read_appointment (Reader *reader)
{
    OxRecurrence *r = reader->r;
    OxSlice *s = &reader->s;
    r->reader_version_2 = ox_slice_u32 (s);
    r->writer_version_2 = ox_slice_u32 (s);
    r->start_offset = ox_slice_u32 (s);
    r->end_offset = ox_slice_u32 (s);
    guint16 n = ox_slice_u16 (s);
    r->is_appointment = ox_slice_ok (s);
    for (guint i = 0; i < n && ox_slice_ok (s); i++)
        if (s->left < EXCEPTION_SIZE || !read_exception (reader))
            break;
    if (!r->is_appointment || r->exceptions->len < n) {
        ox_diag (reader->diagnostics, OX_DIAG_RECURRENCE_TRUNCATED, s->at,
                 "%u of %u exceptions of a series can be read", r->exceptions->len, n);
        return;
    }
    if (n != r->modified->len)
        ox_diag (reader->diagnostics, OX_DIAG_RECURRENCE_ODD, s->at,
                 "%u dates are modified, %u exceptions are there", r->modified->len, n);
    read_all_extended (reader);
}

OxRecurrence *
ox_recurrence_parse (GBytes *bytes, gboolean is_appointment, guint codepage, const OxLimits *limits,
                     OxDiagnostics *diagnostics, GError **error)
{
    if (limits != NULL && g_bytes_get_size (bytes) > limits->value_bytes) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "a series is larger than allowed");
        return NULL;
    }
    g_autoptr (OxRecurrence) r = recurrence_new ();
    Reader reader = { ox_slice_from_bytes (bytes), r, codepage, diagnostics };
    if (!read_pattern (&reader.s, r, error))
        return NULL;
    if (is_appointment)
        read_appointment (&reader);
    else if (reader.s.left > 0)
        r->trailing = ox_slice_take_bytes (&reader.s, reader.s.left);
    return g_steal_pointer (&r);
}

/* --- writing -------------------------------------------------------------------------------------- */

static void
put_bytes (OxBuilder *b, GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    if (n > 0)
        ox_builder_bytes (b, data, n);
}

static void
put_sized (OxBuilder *b, GBytes *bytes)
{
    ox_builder_u32 (b, bytes != NULL ? (guint32) g_bytes_get_size (bytes) : 0);
    put_bytes (b, bytes);
}

static void
put_dates (OxBuilder *b, const GArray *dates)
{
    ox_builder_u32 (b, dates->len);
    for (guint i = 0; i < dates->len; i++)
        ox_builder_u32 (b, g_array_index (dates, guint32, i));
}

static void
put_pattern (OxBuilder *b, const OxRecurrence *r)
{
    ox_builder_u16 (b, r->reader_version);
    ox_builder_u16 (b, r->writer_version);
    ox_builder_u16 (b, r->frequency);
    ox_builder_u16 (b, r->pattern_type);
    ox_builder_u16 (b, r->calendar_type);
    ox_builder_u32 (b, r->first_date_time);
    ox_builder_u32 (b, r->period);
    ox_builder_u32 (b, r->sliding_flag);
    gboolean is_nth = r->pattern_type == OX_RECURRENCE_MONTH_NTH
                      || r->pattern_type == OX_RECURRENCE_HIJRI_MONTH_NTH;
    if (r->pattern_type == OX_RECURRENCE_WEEK || is_nth)
        ox_builder_u32 (b, r->days);
    else if (r->pattern_type != OX_RECURRENCE_DAY)
        ox_builder_u32 (b, r->day);
    if (is_nth)
        ox_builder_u32 (b, r->nth);
    ox_builder_u32 (b, r->end_type);
    ox_builder_u32 (b, r->occurrence_count);
    ox_builder_u32 (b, r->first_day_of_week);
    put_dates (b, r->deleted);
    put_dates (b, r->modified);
    ox_builder_u32 (b, r->start_date);
    ox_builder_u32 (b, r->end_date);
}

static void
put_8bit (OxBuilder *b, GBytes *bytes)
{
    guint16 n = bytes != NULL ? (guint16) g_bytes_get_size (bytes) : 0;
    ox_builder_u16 (b, (guint16) (n + 1));
    ox_builder_u16 (b, n);
    put_bytes (b, bytes);
}

static void
put_exception (OxBuilder *b, const OxRecurrenceException *e)
{
    const struct {
        guint16 flag;
        guint32 value;
    } numbers[] = {
        { OX_OVERRIDE_BUSY_STATUS, e->busy_status },
        { OX_OVERRIDE_ATTACHMENT, e->attachment },
        { OX_OVERRIDE_SUB_TYPE, e->sub_type },
        { OX_OVERRIDE_COLOR, e->color },
    };
    ox_builder_u32 (b, e->start);
    ox_builder_u32 (b, e->end);
    ox_builder_u32 (b, e->original_start);
    ox_builder_u16 (b, e->flags);
    if ((e->flags & OX_OVERRIDE_SUBJECT) != 0)
        put_8bit (b, e->subject_bytes);
    if ((e->flags & OX_OVERRIDE_MEETING_TYPE) != 0)
        ox_builder_u32 (b, e->meeting_type);
    if ((e->flags & OX_OVERRIDE_REMINDER_DELTA) != 0)
        ox_builder_u32 (b, e->reminder_delta);
    if ((e->flags & OX_OVERRIDE_REMINDER_SET) != 0)
        ox_builder_u32 (b, e->reminder_set);
    if ((e->flags & OX_OVERRIDE_LOCATION) != 0)
        put_8bit (b, e->location_bytes);
    for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        if ((e->flags & numbers[i].flag) != 0)
            ox_builder_u32 (b, numbers[i].value);
}

static void
put_utf16 (OxBuilder *b, GBytes *bytes)
{
    ox_builder_u16 (b, bytes != NULL ? (guint16) (g_bytes_get_size (bytes) / 2) : 0);
    put_bytes (b, bytes);
}

static void
put_extended (OxBuilder *b, const OxRecurrence *r, const OxRecurrenceException *e)
{
    if (r->writer_version_2 > NO_HIGHLIGHT)
        put_sized (b, e->highlight_bytes);
    put_sized (b, e->reserved_1);
    if ((e->flags & (OX_OVERRIDE_SUBJECT | OX_OVERRIDE_LOCATION)) == 0)
        return;
    ox_builder_u32 (b, e->extended_start);
    ox_builder_u32 (b, e->extended_end);
    ox_builder_u32 (b, e->extended_original_start);
    if ((e->flags & OX_OVERRIDE_SUBJECT) != 0)
        put_utf16 (b, e->subject_utf16);
    if ((e->flags & OX_OVERRIDE_LOCATION) != 0)
        put_utf16 (b, e->location_utf16);
    put_sized (b, e->reserved_2);
}

GBytes *
ox_recurrence_serialize (const OxRecurrence *r)
{
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    put_pattern (&b, r);
    if (r->is_appointment) {
        ox_builder_u32 (&b, r->reader_version_2);
        ox_builder_u32 (&b, r->writer_version_2);
        ox_builder_u32 (&b, r->start_offset);
        ox_builder_u32 (&b, r->end_offset);
        ox_builder_u16 (&b, (guint16) r->exceptions->len);
        for (guint i = 0; i < r->exceptions->len; i++)
            put_exception (&b, r->exceptions->pdata[i]);
        put_sized (&b, r->reserved_1);
        for (guint i = 0; i < r->exceptions->len; i++)
            put_extended (&b, r, r->exceptions->pdata[i]);
        put_sized (&b, r->reserved_2);
    }
    put_bytes (&b, r->trailing);
    return ox_builder_finish (&b);
}
