/* SPDX-License-Identifier: MIT
 *
 * A pull reader for the small, plain XML of manifests: elements, attributes, text, comments, the five
 * entities of XML itself and numbers of characters. Document types, entities of a document's own and
 * CDATA are refused, so nothing expands and nothing is fetched.
 */
#ifndef OX_OAB_XML_H
#define OX_OAB_XML_H

#include "base/slice.h"

#define XML_MOST_ATTRIBUTES 32

typedef enum { XML_START, XML_END, XML_TEXT, XML_DONE, XML_ERROR } XmlEvent;

typedef struct {
    OxSlice rest;
    gboolean close;      /* the element just opened is empty: its end comes next */
    GString *name;       /* of the element that begins or ends */
    GString *text;       /* of XML_TEXT */
    char *attributes[XML_MOST_ATTRIBUTES][2]; /* name, value */
    guint n_attributes;
    const char *why; /* of XML_ERROR */
} XmlReader;

void xml_init (XmlReader *xml, OxSlice bytes);
void xml_clear (XmlReader *xml);
XmlEvent xml_next (XmlReader *xml);
/* The value of an attribute of the element that begins, or NULL. */
const char *xml_attribute (const XmlReader *xml, const char *name);

#endif
