/* SPDX-License-Identifier: MIT
 *
 * What identifies a meeting in all calendars that it is in, [MS-OXOCAL] 2.2.1.27.
 */
#include <oxcart/globalid.h>

#include "base/builder.h"
#include "base/civil.h"
#include "base/slice.h"

#include <string.h>

#define DATE_AT 16    /* behind the id: year of two bytes, the high one first, month, day */
#define SIZE_AT 36    /* behind the creation time and eight zeros */
#define DATA_AT 40
#define MARK_SIZE 12
#define MOST_UID 4096 /* bytes of a UID from outside */
#define FIRST_YEAR 1601
#define LAST_YEAR 4500

static const guint8 array_id[16] = { 0x04, 0x00, 0x00, 0x00, 0x82, 0x00, 0xE0, 0x00,
                                     0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 0x08 };
static const guint8 mark[MARK_SIZE] = { 'v', 'C', 'a', 'l', '-', 'U', 'i', 'd', 1, 0, 0, 0 };

static gboolean
has_prefix (OxSlice s, const guint8 *prefix, gsize n)
{
    guint8 head[16];
    return ox_slice_copy (&s, head, n) && memcmp (head, prefix, n) == 0;
}

/* The text of an outside UID; NULL where it is one of Outlook's own. */
static char *
outside_uid (OxSlice s)
{
    OxSlice data = ox_slice_at (&s, SIZE_AT);
    guint32 size = ox_slice_u32 (&data);
    if (!ox_slice_ok (&data) || !has_prefix (data, mark, sizeof mark))
        return NULL;
    ox_slice_skip (&data, sizeof mark);
    gsize n = MIN (data.left, MAX (size, sizeof mark) - sizeof mark);
    n = MIN (n, MOST_UID);
    g_autofree char *text = g_strndup ((const char *) ox_slice_data (&data), n);
    return *text != '\0' && g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

static char *
to_hex (GBytes *bytes, gboolean clear_date)
{
    static const char digits[] = "0123456789ABCDEF";
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    GString *out = g_string_sized_new (n * 2);
    for (gsize i = 0; i < MIN (n, MOST_UID); i++) {
        guint8 c = clear_date && i >= DATE_AT && i < DATE_AT + 4 ? 0 : data[i];
        g_string_append_c (out, digits[c >> 4]);
        g_string_append_c (out, digits[c & 15]);
    }
    return g_string_free (out, FALSE);
}

char *
ox_global_id_to_uid (GBytes *bytes)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    if (s.left == 0)
        return NULL;
    /* What has not the form is known by its bytes alone. */
    gboolean has_form = s.left >= DATA_AT && has_prefix (s, array_id, sizeof array_id);
    char *uid = has_form ? outside_uid (s) : NULL;
    return uid != NULL ? uid : to_hex (bytes, has_form);
}

gboolean
ox_global_id_get_date (GBytes *bytes, gint *year, gint *month, gint *day)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    gboolean has_form = s.left >= DATA_AT && has_prefix (s, array_id, sizeof array_id);
    ox_slice_skip (&s, DATE_AT);
    *year = ox_slice_u16_be (&s);
    *month = ox_slice_u8 (&s);
    *day = ox_slice_u8 (&s);
    return has_form && *year >= FIRST_YEAR && *year <= LAST_YEAR && *month >= 1 && *month <= 12
           && *day >= 1 && *day <= ox_civil_month_length (*year, *month);
}

static GBytes *
from_hex (const char *uid)
{
    gsize n = strlen (uid);
    if (n < 2 * DATA_AT || n % 2 != 0 || n > 2 * MOST_UID)
        return NULL;
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    for (gsize i = 0; i < n; i += 2) {
        gint high = g_ascii_xdigit_value (uid[i]), low = g_ascii_xdigit_value (uid[i + 1]);
        if (high < 0 || low < 0)
            return NULL;
        ox_builder_u8 (&b, (guint8) (high << 4 | low));
    }
    GBytes *bytes = ox_builder_finish (&b);
    if (has_prefix (ox_slice_from_bytes (bytes), array_id, sizeof array_id))
        return bytes;
    g_bytes_unref (bytes);
    return NULL;
}

static void
put_date (OxBuilder *b, gint year, gint month, gint day)
{
    ox_builder_u8 (b, (guint8) (year >> 8));
    ox_builder_u8 (b, (guint8) year);
    ox_builder_u8 (b, (guint8) month);
    ox_builder_u8 (b, (guint8) day);
}

GBytes *
ox_global_id_from_uid (const char *uid, gint year, gint month, gint day)
{
    g_autoptr (GBytes) own = from_hex (uid);
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    ox_builder_bytes (&b, array_id, sizeof array_id);
    put_date (&b, year, year > 0 ? month : 0, year > 0 ? day : 0);
    if (own != NULL) {
        OxSlice rest = ox_slice_from_bytes (own);
        ox_slice_skip (&rest, DATE_AT + 4);
        ox_builder_bytes (&b, ox_slice_data (&rest), rest.left);
        return ox_builder_finish (&b);
    }
    gsize n = strlen (uid);
    ox_builder_zeros (&b, 16);
    ox_builder_u32 (&b, (guint32) (sizeof mark + n));
    ox_builder_bytes (&b, mark, sizeof mark);
    ox_builder_bytes (&b, (const guint8 *) uid, n);
    return ox_builder_finish (&b);
}
