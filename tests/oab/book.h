/* SPDX-License-Identifier: MIT
 *
 * Made-up address books for tests and benchmarks: bytes much like those of version 4 details, of
 * entries that a seed determines, so that two books can share most of them.
 */
#ifndef OX_TESTS_OAB_BOOK_H
#define OX_TESTS_OAB_BOOK_H

#include "base/builder.h"
#include "base/crc.h"

/* SplitMix64: the same numbers everywhere. */
static inline guint64
book_random (guint64 *state)
{
    guint64 z = *state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
    return z ^ z >> 31;
}

static inline guint
book_below (guint64 *state, guint n)
{
    return (guint) (book_random (state) % n);
}

static inline void
book_name (guint64 *state, GString *out)
{
    static const char *const syllables[] = { "an", "ber", "chi", "dor", "el", "fra", "gus", "hil", "in", "jo",
                                             "kar", "lin", "mar", "nor", "ol", "pet", "qui", "ra", "sen", "tor",
                                             "ul", "vik", "wen", "xa", "yr", "zel", "sch", "mann", "son", "ski",
                                             "ova", "etti" };
    gsize start = out->len;
    for (guint n = 2 + book_below (state, 2); n > 0; n--)
        g_string_append (out, syllables[book_below (state, G_N_ELEMENTS (syllables))]);
    out->str[start] = g_ascii_toupper (out->str[start]);
}

static inline void
book_string (OxBuilder *b, const char *text)
{
    ox_builder_bytes (b, (const guint8 *) text, strlen (text) + 1);
}

/* The strings of one entry; `version` changes some of them. */
static inline void
book_strings (OxBuilder *b, guint64 *s, guint version)
{
    static const char *const titles[] = { "Engineer", "Senior Engineer", "Account Manager", "Director",
                                          "Consultant", "Analyst", "Assistant" };
    static const char *const departments[] = { "Research and Development", "Sales EMEA", "Finance",
                                               "Human Resources", "Operations", "Legal and Compliance" };
    static const char *const cities[] = { "Amsterdam", "Berlin", "Chicago", "Dublin", "Seattle" };
    g_autoptr (GString) given = g_string_new (NULL);
    g_autoptr (GString) family = g_string_new (NULL);
    g_autoptr (GString) line = g_string_new (NULL);
    book_name (s, given);
    book_name (s, family);
    g_string_printf (line, "/o=Example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=%08x%08x-%.8s",
                     (guint) book_random (s), (guint) book_random (s), family->str);
    book_string (b, line->str);
    g_string_printf (line, "%s.%s@example.com", given->str, family->str);
    book_string (b, line->str);
    g_string_printf (line, "%s %s", given->str, family->str);
    book_string (b, line->str);
    book_string (b, family->str);
    book_string (b, given->str);
    g_string_printf (line, "SMTP:%s.%s@example.com", given->str, family->str);
    ox_builder_u8 (b, 2);
    book_string (b, line->str);
    g_string_printf (line, "smtp:%.1s%s@mail.example.com", given->str, family->str);
    book_string (b, line->str);
    g_string_printf (line, "Building %u/%u", 1 + book_below (s, 40), 1000 + book_below (s, 3000) + version);
    book_string (b, line->str);
    g_string_printf (line, "+1 (425) 555-%04u", book_below (s, 10000));
    book_string (b, line->str);
    book_string (b, titles[book_below (s, G_N_ELEMENTS (titles))]);
    book_string (b, departments[book_below (s, G_N_ELEMENTS (departments))]);
    book_string (b, cities[book_below (s, G_N_ELEMENTS (cities))]);
}

/* One entry, which `id` determines. */
static inline void
book_entry (OxBuilder *b, guint64 id, guint version)
{
    guint64 s = id * 77 + 5;
    gsize start = ox_builder_size (b);
    ox_builder_u32 (b, 0);
    ox_builder_u32 (b, 0xFDE7C0D1u ^ (book_below (&s, 4) << 12));
    ox_builder_u8 (b, 0x1F);
    book_strings (b, &s, version);
    ox_builder_u8 (b, 16);
    ox_builder_u64 (b, book_random (&s));
    ox_builder_u64 (b, book_random (&s));
    /* One in eight has a certificate, which does not compress. */
    if (book_below (&s, 8) == 0) {
        ox_builder_u8 (b, 0x82);
        ox_builder_u16 (b, 960);
        for (guint i = 0; i < 120; i++)
            ox_builder_u64 (b, book_random (&s));
    }
    ox_builder_put_u32 (b, start, (guint32) (ox_builder_size (b) - start));
}

static inline void
book_begin (OxBuilder *b)
{
    ox_builder_init (b);
    ox_builder_u32 (b, 0x20);
    ox_builder_u64 (b, 0);
    ox_builder_zeros (b, 400);
}

static inline GBytes *
book_end (OxBuilder *b, guint32 entries)
{
    OxSlice s = ox_slice (b->bytes->data, b->bytes->len, 0);
    ox_slice_skip (&s, 12);
    ox_builder_put_u32 (b, 4, ox_crc32 (0xFFFFFFFFu, s));
    ox_builder_put_u32 (b, 8, entries);
    return ox_builder_finish (b);
}

static inline GBytes *
book_make (guint32 entries)
{
    OxBuilder b;
    book_begin (&b);
    for (guint32 i = 0; i < entries; i++)
        book_entry (&b, i, 0);
    return book_end (&b, entries);
}

#endif
