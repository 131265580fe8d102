/* SPDX-License-Identifier: MIT
 *
 * Published free/busy messages as VFREEBUSY, [MS-OXOPFFB] 2.2.1: for each kind of time the months, and for each
 * month its blocks in minutes.
 */
#include "convert/ical/item-private.h"

#include "base/civil.h"
#include "base/diag.h"

#define MOST_MONTHS 1200
#define MOST_BLOCKS 200000   /* in all */
#define MONTH_MINUTES (31 * OX_DAY_MINUTES)

typedef struct {
    gint64 start; /* minutes since 1601, UTC */
    gint64 end;
} Block;

typedef struct {
    const char *type; /* RFC 5545 3.2.9 */
    OxKey months;
    OxKey blocks;
} Kind;

static const Kind kinds[] = {
    { "BUSY-TENTATIVE", OX_TAG_SCHEDULE_INFO_MONTHS_TENTATIVE, OX_TAG_SCHEDULE_INFO_FREE_BUSY_TENTATIVE },
    { "BUSY", OX_TAG_SCHEDULE_INFO_MONTHS_BUSY, OX_TAG_SCHEDULE_INFO_FREE_BUSY_BUSY },
    { "BUSY-UNAVAILABLE", OX_TAG_SCHEDULE_INFO_MONTHS_AWAY, OX_TAG_SCHEDULE_INFO_FREE_BUSY_AWAY },
};

/* What is busy or away, together: says something only where the two are not there. */
static const Kind merged = { "BUSY", OX_TAG_SCHEDULE_INFO_MONTHS_MERGED, OX_TAG_SCHEDULE_INFO_FREE_BUSY_MERGED };

/* --- blocks -------------------------------------------------------------------------------------------- */

/* Those of a month: two words each, minutes from its first midnight, 2.2.1.4.2. */
static void
add_month (GArray *out, gint64 month, OxSlice s)
{
    gint year = (gint) (month >> 4);
    gint number = (gint) (month & 15);
    if (year < 1601 || year > 4500 || number < 1 || number > 12)
        return;
    gint64 first = ox_civil_to_days (year, number, 1) * OX_DAY_MINUTES;
    while (s.left >= 4 && out->len < MOST_BLOCKS) {
        guint16 start = ox_slice_u16 (&s);
        guint16 end = ox_slice_u16 (&s);
        Block block = { first + start, first + MIN (end, MONTH_MINUTES) };
        if (block.end > block.start)
            g_array_append_val (out, block);
    }
}

static gint
compare_blocks (gconstpointer a, gconstpointer b)
{
    const Block *p = a, *q = b;
    return p->start != q->start ? (p->start < q->start ? -1 : 1) : p->end < q->end ? -1 : p->end > q->end;
}

/* Blocks end with their month: what goes on into the next one becomes one again. */
static void
join_blocks (GArray *blocks)
{
    guint n = 0;
    g_array_sort (blocks, compare_blocks);
    for (guint i = 0; i < blocks->len; i++) {
        Block block = g_array_index (blocks, Block, i);
        Block *last = n > 0 ? &g_array_index (blocks, Block, n - 1) : NULL;
        if (last != NULL && block.start <= last->end)
            last->end = MAX (last->end, block.end);
        else
            g_array_index (blocks, Block, n++) = block;
    }
    g_array_set_size (blocks, n);
}

static GArray *
read_kind (OxIcal *x, const Kind *kind)
{
    const OxValue *months = ox_props_lookup (x->c->props, kind->months);
    const OxValue *values = ox_props_lookup (x->c->props, kind->blocks);
    GArray *out = g_array_new (FALSE, FALSE, sizeof (Block));
    guint n_months = months != NULL ? ox_value_get_n_items (months) : 0;
    guint n_values = values != NULL ? ox_value_get_n_items (values) : 0;
    ox_ical_mark (x, kind->months);
    ox_ical_mark (x, kind->blocks);
    if (n_months != n_values || n_months > MOST_MONTHS)
        ox_diag (x->calendar->diagnostics, OX_DIAG_FREEBUSY, OX_DIAG_NO_OFFSET,
                 "%u months have free/busy times of %u", n_months, n_values);
    for (guint i = 0; i < MIN (MIN (n_months, n_values), MOST_MONTHS); i++) {
        gint64 month;
        GBytes *bytes = ox_value_get_bytes (ox_value_get_item (values, i));
        if (bytes != NULL && ox_value_get_integer (ox_value_get_item (months, i), &month))
            add_month (out, month, ox_slice_from_bytes (bytes));
    }
    join_blocks (out);
    return out;
}

/* --- lines ------------------------------------------------------------------------------------------------ */

static void
write_kind (OxIcal *x, const Kind *kind)
{
    g_autoptr (GArray) blocks = read_kind (x, kind);
    if (blocks->len == 0)
        return;
    ox_line_begin (x->w, "FREEBUSY");
    ox_line_parameter (x->w, "FBTYPE", kind->type);
    ox_line_value (x->w);
    for (guint i = 0; i < blocks->len; i++) {
        Block block = g_array_index (blocks, Block, i);
        g_autofree char *start = ox_ical_format_time (block.start * 60, TRUE);
        g_autofree char *end = ox_ical_format_time (block.end * 60, TRUE);
        ox_line_put_ascii (x->w, i > 0 ? "," : "");
        ox_line_put_ascii (x->w, start);
        ox_line_put_ascii (x->w, "/");
        ox_line_put_ascii (x->w, end);
    }
    ox_line_end (x->w);
}

/* The busy times of one kind: that whose blocks the row names. */
static void
codec_kind (OxIcal *x, const OxIcalRow *row)
{
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (kinds[i].blocks == row->key)
            write_kind (x, &kinds[i]);
}

/* Where each kind is told by itself, all of them together say nothing more. */
static void
codec_merged (OxIcal *x, const OxIcalRow *row)
{
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
        if (!ox_ical_has (x, kinds[i].months) || !ox_ical_has (x, kinds[i].blocks))
            continue;
        ox_mime_mark (x->c, x->c->props, merged.months, OX_FATE_NOT_APPLICABLE);
        ox_mime_mark (x->c, x->c->props, merged.blocks, OX_FATE_NOT_APPLICABLE);
        return;
    }
    write_kind (x, &merged);
}

/* Minutes since 1601, 2.2.1.3. */
static void
codec_bound (OxIcal *x, const OxIcalRow *row)
{
    gint64 minutes = ox_ical_integer (x, row->key, 0);
    if (minutes > 0)
        ox_ical_put_utc (x->w, row->field, (minutes & G_MAXUINT32) * 60);
}

static void
codec_published (OxIcal *x, const OxIcalRow *row)
{
    gint64 time;
    if (ox_ical_time (x, row->key, &time))
        ox_ical_put_utc (x->w, row->field, time);
    else
        ox_ical_codec_stamp (x, row);
}

/* Whose times: an X.500 name, 2.2.1.1, or whatever stands there. */
static void
codec_publisher (OxIcal *x, const OxIcalRow *row)
{
    const char *owner = ox_ical_text (x, row->key);
    if (owner == NULL || *owner == '\0')
        return;
    ox_line_begin (x->w, row->field);
    ox_line_parameter (x->w, "CN", owner);
    ox_line_value (x->w);
    ox_line_put_ascii (x->w, "invalid:nomail");
    ox_line_end (x->w);
}

#define S(n) "[MS-OXOPFFB] 2.2.1." #n

static const OxIcalRow rows[] = {
    { "UID", OX_KEY_NONE, ox_ical_codec_uid, NULL, OX_ICAL_EXPORT, "RFC 5545 3.8.4.7" },
    { "DTSTAMP", OX_TAG_FREE_BUSY_RANGE_TIMESTAMP, codec_published, NULL, OX_ICAL_EXPORT, S (5) },
    { "ORGANIZER", OX_TAG_FREE_BUSY_MESSAGE_EMAIL_ADDRESS, codec_publisher, NULL, OX_ICAL_EXPORT, S (1) },
    { "DTSTART", OX_TAG_FREE_BUSY_PUBLISH_START, codec_bound, NULL, OX_ICAL_EXPORT, S (3) },
    { "DTEND", OX_TAG_FREE_BUSY_PUBLISH_END, codec_bound, NULL, OX_ICAL_EXPORT, S (3) },
    { "FREEBUSY;FBTYPE=BUSY-TENTATIVE", OX_TAG_SCHEDULE_INFO_FREE_BUSY_TENTATIVE, codec_kind, NULL, OX_ICAL_EXPORT, S (4) },
    { "FREEBUSY;FBTYPE=BUSY", OX_TAG_SCHEDULE_INFO_FREE_BUSY_BUSY, codec_kind, NULL, OX_ICAL_EXPORT, S (4) },
    { "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE", OX_TAG_SCHEDULE_INFO_FREE_BUSY_AWAY, codec_kind, NULL, OX_ICAL_EXPORT, S (4) },
    { "FREEBUSY;FBTYPE=BUSY", OX_TAG_SCHEDULE_INFO_FREE_BUSY_MERGED, codec_merged, NULL, OX_ICAL_EXPORT, S (4) },
};

const OxIcalRow *
ox_ical_free_busy_rows (guint *n)
{
    *n = G_N_ELEMENTS (rows);
    return rows;
}

void
ox_ical_write_free_busy (OxIcal *x, gboolean begin)
{
    /* What is published says nothing of who was asked: a method of its own. */
    OxIcal published = *x;
    published.method = OX_ICAL_PUBLISH;
    ox_ical_write_component (&published, begin, "VFREEBUSY", rows, G_N_ELEMENTS (rows));
}
