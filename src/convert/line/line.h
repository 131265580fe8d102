/* SPDX-License-Identifier: MIT
 *
 * Content lines, the layer that vCard and iCalendar share: RFC 6350 3.3, RFC 2426 4, RFC 5545 3.1, and
 * what vCard 2.1 did instead. A line is a name with parameters and a value, folded.
 *
 * Writing: the only way into a line is through these functions, and none of them can end it but
 * ox_line_end(): whatever a value holds, it stays within its line.
 *
 * Reading: bounded in all directions; what is odd is skipped or taken as meant, never an error.
 */
#ifndef OX_LINE_LINE_H
#define OX_LINE_LINE_H

#include "base/slice.h"

#include <oxcart/sink.h>
#include <oxcart/stream.h>

typedef enum { OX_DIALECT_VCARD_21, OX_DIALECT_VCARD_3, OX_DIALECT_VCARD_4, OX_DIALECT_ICALENDAR } OxDialect;

#define OX_LINE_OCTETS 75 /* of a physical line, without its line end, RFC 6350 3.2 */

/* --- writing ---------------------------------------------------------------------------------- */

typedef struct {
    OxSink *sink;
    OxDialect dialect;
    gsize column;          /* octets on the physical line so far */
    const char *parameter; /* the last one: more values of it are added to it */
    guint n_cleaned;       /* characters that no line may hold and that were dropped or replaced */
} OxLineWriter;

void ox_line_writer_init (OxLineWriter *w, OxSink *sink, OxDialect dialect);

/* A line begins; characters that no name may have are dropped from `name`. */
void ox_line_begin (OxLineWriter *w, const char *name);
/* One value of a parameter. Called again with the same name it adds to the list. What the dialect cannot
 * say in a parameter is replaced: RFC 6868 gives line ends and quotes to vCard 4.0 and to iCalendar. */
void ox_line_parameter (OxLineWriter *w, const char *name, const char *value);
/* The parameters are through, the value begins. */
void ox_line_value (OxLineWriter *w);
/* Text: escaped, RFC 6350 3.4; line ends of any kind become "\n". May be called several times. */
void ox_line_put_text (OxLineWriter *w, const char *text);
/* A separator of a structured value or of a list, or anything else that is ASCII and ours. */
void ox_line_put_ascii (OxLineWriter *w, const char *ascii);
/* An address: not escaped; what may not stand in a URI is percent-encoded, RFC 3986 2.1. */
void ox_line_put_uri (OxLineWriter *w, const char *uri);
/* Bytes as base64, as much as there is; returns how many bytes could be read, -1 for none. */
gint64 ox_line_put_base64 (OxLineWriter *w, OxStream *stream);
void ox_line_end (OxLineWriter *w);

/* Whether a text would make a value: NULL, blanks and characters that are dropped do not, and the latter count as such
 * then. A line without a value says nothing, and some readers take it for an error. */
gboolean ox_line_has_text (OxLineWriter *w, const char *text);
/* A whole line of a name and text. */
void ox_line_text (OxLineWriter *w, const char *name, const char *text);

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
    guint64 line_bytes; /* of one unfolded line; the rest of a longer one is dropped */
    guint32 lines;
    guint32 parameters; /* values of parameters of one line; the rest is dropped */
} OxLineLimits;

typedef struct {
    char *name;  /* upper case; "TYPE" for the bare ones of vCard 2.1 */
    char *value; /* UTF-8, unquoted, RFC 6868 undone */
} OxLineParameter;

typedef struct {
    char *group;           /* "item1" of "item1.TEL", as it stands; NULL where there is none */
    char *name;            /* upper case */
    GArray *parameters;    /* OxLineParameter */
    char *value;           /* UTF-8, unfolded, escapes as they stand; quoted-printable undone */
    gsize length;          /* of value, which has no NUL in it */
    gboolean is_base64;    /* the value says so: ox_line_get_bytes() */
    gboolean is_truncated; /* longer than a line may be */
    guint64 offset;        /* of the line in the input */
} OxLine;

typedef struct {
    OxSlice s;
    OxDialect dialect;
    OxLineLimits limits;
    guint32 n_lines;
    guint32 n_bad;    /* lines without a name or a colon, which were skipped */
    gboolean limited; /* there are more lines than allowed */
    GString *buffer;
} OxLineReader;

void ox_line_limits_init (OxLineLimits *limits);
/* Reads from memory that outlives the reader. `dialect` decides what may be where the line does not. */
void ox_line_reader_init (OxLineReader *r, OxSlice s, OxDialect dialect, const OxLineLimits *limits);
void ox_line_reader_clear (OxLineReader *r);
/* The next line that is one; FALSE at the end. Clears what `line` held: start with zeros. */
gboolean ox_line_reader_next (OxLineReader *r, OxLine *line);
void ox_line_clear (OxLine *line);

/* The first value of a parameter; NULL. */
const char *ox_line_get_parameter (const OxLine *line, const char *name);
/* Whether TYPE (or another list) has this value; without case. */
gboolean ox_line_has_value (const OxLine *line, const char *name, const char *value);
/* The components of a structured value, or the items of a list: parted at each `separator` that is not
 * escaped, and unescaped. At most `most` of them; the last holds the rest. NULL-terminated. */
char **ox_line_split (const OxLine *line, char separator, guint most);
/* The whole value, unescaped. */
char *ox_line_get_text (const OxLine *line);
/* The bytes of a base64 value, or of a data: URI; what is no base64 is passed over. NULL for others. */
GBytes *ox_line_get_bytes (const OxLine *line);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OxLineReader, ox_line_reader_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OxLine, ox_line_clear)

#endif
