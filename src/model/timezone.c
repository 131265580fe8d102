/* SPDX-License-Identifier: MIT
 *
 * Time zones as they are stored, [MS-OXOCAL] 2.2.1.39 to 2.2.1.43: reading and writing.
 */
#include <oxcart/timezone.h>

#include "base/builder.h"
#include "base/charset.h"
#include "base/diag.h"
#include "base/slice.h"
#include "model/timezone-private.h"

#include <oxcart/error.h>
#include <string.h>

#define RULE_SIZE 66
#define HEADER_MAJOR 2
#define HEADER_MINOR 1
#define RULE_CLAIMED 0x3E
#define ALWAYS 1601
#define EFFECTIVE 2

G_DEFINE_BOXED_TYPE (OxTimeZone, ox_time_zone, ox_time_zone_copy, ox_time_zone_free)

void
ox_time_zone_free (OxTimeZone *zone)
{
    if (zone == NULL)
        return;
    g_free (zone->name);
    g_array_unref (zone->rules);
    g_clear_pointer (&zone->header, g_bytes_unref);
    g_clear_pointer (&zone->trailing, g_bytes_unref);
    g_free (zone);
}

OxTimeZone *
ox_time_zone_copy (const OxTimeZone *zone)
{
    OxTimeZone *copy = g_memdup2 (zone, sizeof *zone);
    copy->name = g_strdup (zone->name);
    copy->rules = g_array_copy (zone->rules);
    copy->header = zone->header != NULL ? g_bytes_ref (zone->header) : NULL;
    copy->trailing = zone->trailing != NULL ? g_bytes_ref (zone->trailing) : NULL;
    return copy;
}

/* --- reading -------------------------------------------------------------------------------------- */

static OxSystemTime
read_system_time (OxSlice *s)
{
    OxSystemTime t;
    t.year = ox_slice_u16 (s);
    t.month = ox_slice_u16 (s);
    t.day_of_week = ox_slice_u16 (s);
    t.day = ox_slice_u16 (s);
    t.hour = ox_slice_u16 (s);
    t.minute = ox_slice_u16 (s);
    t.second = ox_slice_u16 (s);
    t.millisecond = ox_slice_u16 (s);
    return t;
}

static void
read_biases (OxSlice *s, OxTimeZoneRule *rule)
{
    rule->bias = (gint32) ox_slice_u32 (s);
    rule->standard_bias = (gint32) ox_slice_u32 (s);
    rule->daylight_bias = (gint32) ox_slice_u32 (s);
}

static void
read_struct (OxSlice *s, OxTimeZone *zone)
{
    OxTimeZoneRule rule = { .flags = EFFECTIVE, .year = ALWAYS, .major = HEADER_MAJOR, .minor = HEADER_MINOR,
                            .size = RULE_CLAIMED };
    gboolean has_years = zone->form == OX_TIME_ZONE_STRUCT;
    read_biases (s, &rule);
    zone->standard_year = has_years ? ox_slice_u16 (s) : 0;
    rule.standard = read_system_time (s);
    zone->daylight_year = has_years ? ox_slice_u16 (s) : 0;
    rule.daylight = read_system_time (s);
    g_array_append_val (zone->rules, rule);
}

static void
read_rule (OxSlice *s, OxTimeZone *zone)
{
    OxTimeZoneRule rule;
    rule.major = ox_slice_u8 (s);
    rule.minor = ox_slice_u8 (s);
    rule.size = ox_slice_u16 (s);
    rule.flags = ox_slice_u16 (s);
    rule.year = ox_slice_u16 (s);
    ox_slice_copy (s, rule.reserved, sizeof rule.reserved);
    read_biases (s, &rule);
    rule.standard = read_system_time (s);
    rule.daylight = read_system_time (s);
    g_array_append_val (zone->rules, rule);
}

static void
read_definition (OxSlice *s, OxTimeZone *zone)
{
    gsize n = 0;
    guint n_bad = 0;
    OxSlice start = *s;
    ox_slice_skip (s, 2);
    guint16 header = ox_slice_u16 (s);
    OxSlice body = *s;
    ox_slice_skip (s, 2);
    OxSlice name = ox_slice_take (s, (gsize) ox_slice_u16 (s) * 2);
    guint16 n_rules = ox_slice_u16 (s);
    if (!ox_slice_ok (s))
        return;
    g_free (zone->name);
    zone->name = ox_utf16_decode (name, &n, &n_bad);
    if (zone->name == NULL)
        zone->name = g_strdup ("");
    /* The header says where the rules begin; a length of the name that reaches past it is wrong. */
    if (header >= 6 && body.left - s->left > header) {
        ox_slice_skip (&body, header);
        *s = body;
    }
    zone->header = g_bytes_new (ox_slice_data (&start), start.left - s->left);
    for (guint16 i = 0; i < n_rules && s->left >= RULE_SIZE; i++)
        read_rule (s, zone);
    if (zone->rules->len < n_rules)
        s->spent = TRUE;
}

/* A rule whose daylight saving time would never begin is one of standard time. */
static void
check_rules (const OxTimeZone *zone, OxDiagnostics *diagnostics)
{
    for (guint i = 0; i < zone->rules->len; i++) {
        const OxTimeZoneRule *rule = &g_array_index (zone->rules, OxTimeZoneRule, i);
        gboolean wants = rule->standard.month != 0 && rule->daylight.month != 0
                         && rule->standard_bias != rule->daylight_bias;
        if (wants && !ox_time_zone_rule_has_daylight (rule))
            ox_diag (diagnostics, OX_DIAG_TIME_ZONE_RULE, OX_DIAG_NO_OFFSET,
                     "rule %u of a time zone never changes the clock", i);
    }
}

static gint
compare_rules (gconstpointer a, gconstpointer b)
{
    return (gint) ((const OxTimeZoneRule *) a)->year - (gint) ((const OxTimeZoneRule *) b)->year;
}

OxTimeZone *
ox_time_zone_parse (GBytes *bytes, OxTimeZoneForm form, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxTimeZone) zone = g_new0 (OxTimeZone, 1);
    OxSlice s = ox_slice_from_bytes (bytes);
    zone->form = form;
    zone->name = g_strdup ("");
    zone->rules = g_array_new (FALSE, FALSE, sizeof (OxTimeZoneRule));
    if (form == OX_TIME_ZONE_DEFINITION)
        read_definition (&s, zone);
    else
        read_struct (&s, zone);
    if (zone->rules->len == 0 || (form != OX_TIME_ZONE_DEFINITION && !ox_slice_ok (&s))) {
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "a time zone has no whole rule");
        return NULL;
    }
    if (!ox_slice_ok (&s))
        ox_diag (diagnostics, OX_DIAG_TIME_ZONE_DAMAGED, OX_DIAG_NO_OFFSET,
                 "a time zone is cut short behind %u rules", zone->rules->len);
    if (s.left > 0) /* of a cut rule too: where the header is wrong the name may reach into it */
        zone->trailing = g_bytes_new (ox_slice_data (&s), s.left);
    check_rules (zone, diagnostics);
    return g_steal_pointer (&zone);
}

/* --- writing -------------------------------------------------------------------------------------- */

static void
put_system_time (OxBuilder *b, const OxSystemTime *t)
{
    const guint16 fields[] = { t->year, t->month,  t->day_of_week, t->day,
                               t->hour, t->minute, t->second,      t->millisecond };
    for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        ox_builder_u16 (b, fields[i]);
}

static void
put_biases (OxBuilder *b, const OxTimeZoneRule *rule)
{
    ox_builder_u32 (b, (guint32) rule->bias);
    ox_builder_u32 (b, (guint32) rule->standard_bias);
    ox_builder_u32 (b, (guint32) rule->daylight_bias);
}

static void
put_header (OxBuilder *b, const OxTimeZone *zone)
{
    g_auto (OxBuilder) name = { 0 };
    if (zone->header != NULL) {
        gsize n = 0;
        const guint8 *data = g_bytes_get_data (zone->header, &n);
        ox_builder_bytes (b, data, n);
        return;
    }
    ox_builder_init (&name);
    ox_builder_utf16 (&name, zone->name, FALSE);
    guint16 n = (guint16) ox_builder_size (&name);
    ox_builder_u8 (b, HEADER_MAJOR);
    ox_builder_u8 (b, HEADER_MINOR);
    ox_builder_u16 (b, (guint16) (6 + n));
    ox_builder_u16 (b, 2);
    ox_builder_u16 (b, n / 2);
    ox_builder_bytes (b, name.bytes->data, n);
    ox_builder_u16 (b, (guint16) zone->rules->len);
}

static void
put_rule (OxBuilder *b, const OxTimeZoneRule *rule)
{
    ox_builder_u8 (b, rule->major);
    ox_builder_u8 (b, rule->minor);
    ox_builder_u16 (b, rule->size);
    ox_builder_u16 (b, rule->flags);
    ox_builder_u16 (b, rule->year);
    ox_builder_bytes (b, rule->reserved, sizeof rule->reserved);
    put_biases (b, rule);
    put_system_time (b, &rule->standard);
    put_system_time (b, &rule->daylight);
}

static void
put_struct (OxBuilder *b, const OxTimeZone *zone)
{
    const OxTimeZoneRule *rule = ox_time_zone_effective (zone);
    put_biases (b, rule);
    if (zone->form == OX_TIME_ZONE_STRUCT)
        ox_builder_u16 (b, zone->standard_year);
    put_system_time (b, &rule->standard);
    if (zone->form == OX_TIME_ZONE_STRUCT)
        ox_builder_u16 (b, zone->daylight_year);
    put_system_time (b, &rule->daylight);
}

GBytes *
ox_time_zone_serialize (const OxTimeZone *zone)
{
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    if (zone->form == OX_TIME_ZONE_DEFINITION) {
        put_header (&b, zone);
        for (guint i = 0; i < zone->rules->len; i++)
            put_rule (&b, &g_array_index (zone->rules, OxTimeZoneRule, i));
    } else {
        put_struct (&b, zone);
    }
    gsize n = 0;
    const guint8 *data = zone->trailing != NULL ? g_bytes_get_data (zone->trailing, &n) : NULL;
    if (n > 0)
        ox_builder_bytes (&b, data, n);
    return ox_builder_finish (&b);
}

/* --- rules ---------------------------------------------------------------------------------------- */

const OxTimeZoneRule *
ox_time_zone_effective (const OxTimeZone *zone)
{
    for (guint i = 0; i < zone->rules->len; i++) {
        const OxTimeZoneRule *rule = &g_array_index (zone->rules, OxTimeZoneRule, i);
        if ((rule->flags & EFFECTIVE) != 0)
            return rule;
    }
    return &g_array_index (zone->rules, OxTimeZoneRule, zone->rules->len - 1);
}

OxTimeZone *
ox_time_zone_new (const char *name, const OxTimeZoneRule *rule)
{
    OxTimeZone *zone = g_new0 (OxTimeZone, 1);
    OxTimeZoneRule whole = *rule;
    whole.major = HEADER_MAJOR;
    whole.minor = HEADER_MINOR;
    whole.size = RULE_CLAIMED;
    zone->form = OX_TIME_ZONE_DEFINITION;
    zone->name = g_strdup (name);
    zone->rules = g_array_new (FALSE, FALSE, sizeof (OxTimeZoneRule));
    g_array_append_val (zone->rules, whole);
    return zone;
}

GArray *
ox_time_zone_sorted_rules (const OxTimeZone *zone)
{
    GArray *rules = g_array_copy (zone->rules);
    g_array_sort (rules, compare_rules);
    return rules;
}
