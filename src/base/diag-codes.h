/* SPDX-License-Identifier: MIT
 *
 * Every diagnostic the library can give, one row a code: the enumerator, the
 * stable word, its severity, the section it concerns, and what it means (for
 * docs/diagnostics.md, which tools/gen_diagnostics.py writes from this file).
 * Append rows; never change a word.
 */
OX_DIAG (CFB_HEADER, "cfb-header", WARN, "[MS-CFB] 2.2",
         "A field of the compound file header is not what the format prescribes.")
OX_DIAG (CFB_TRUNCATED, "cfb-truncated", WARN, "[MS-CFB] 2.1",
         "The compound file is shorter than its sectors claim.")
OX_DIAG (CFB_DIFAT, "cfb-difat", WARN, "[MS-CFB] 2.5",
         "The list of FAT sectors is broken: a sector outside the file, a cycle, or a wrong count.")
OX_DIAG (CFB_FAT, "cfb-fat", WARN, "[MS-CFB] 2.3",
         "A FAT sector lies outside the file.")
OX_DIAG (CFB_CHAIN, "cfb-chain", LOST, "[MS-CFB] 2.3",
         "The sector chain of a stream runs in a circle, leaves the file or is cut short: the "
         "rest of the stream is missing.")
OX_DIAG (CFB_CROSS_LINK, "cfb-cross-link", WARN, "[MS-CFB] 2.3",
         "Two streams share a sector: at least one of them holds wrong bytes.")
OX_DIAG (CFB_DIRECTORY, "cfb-directory", WARN, "[MS-CFB] 2.6",
         "A directory entry is malformed, or its tree runs in a circle.")
OX_DIAG (CFB_DUPLICATE_NAME, "cfb-duplicate-name", WARN, "[MS-CFB] 2.6.4",
         "Two entries of one storage have the same name; the first is used.")
OX_DIAG (CFB_ORPHAN, "cfb-orphan", WARN, "[MS-CFB] 2.6.4",
         "A directory entry that no tree reaches was recovered.")
OX_DIAG (CFB_STREAM_SIZE, "cfb-stream-size", WARN, "[MS-CFB] 2.6.3",
         "The size of a stream is larger than its sectors can hold; what is there is read.")
OX_DIAG (CFB_ORDER, "cfb-order", INFO, "[MS-CFB] 2.6.4",
         "The entries of a storage are not in the order of the format; other programs may not "
         "find them.")
OX_DIAG (MSG_NO_PROPERTIES, "msg-no-properties", LOST, "[MS-OXMSG] 2.4",
         "A recipient, attachment or message has no property stream.")
OX_DIAG (MSG_PROPERTIES_SIZE, "msg-properties-size", INFO, "[MS-OXMSG] 2.4",
         "The property stream does not end with a whole entry.")
OX_DIAG (MSG_COUNT, "msg-count", WARN, "[MS-OXMSG] 2.4.1",
         "The number of recipients or attachments in the header is not the number found.")
OX_DIAG (MSG_DUPLICATE_PROPERTY, "msg-duplicate-property", WARN, "[MS-OXMSG] 2.4.2",
         "A property stands twice in one object; the first is used.")
OX_DIAG (MSG_MISSING_VALUE, "msg-missing-value", LOST, "[MS-OXMSG] 2.3",
         "A property of variable length has no value stream.")
OX_DIAG (MSG_EXTRA_VALUE, "msg-extra-value", INFO, "[MS-OXMSG] 2.4.2",
         "A value stream has no entry in the property stream; its value is kept.")
OX_DIAG (MSG_VALUE, "msg-value", LOST, "[MS-OXMSG] 2.4.2",
         "A value does not have the form of its type.")
OX_DIAG (MSG_NAMED_PROPERTY, "msg-named-property", WARN, "[MS-OXMSG] 2.2.3",
         "A named property has no usable name; its value is kept under its number.")
OX_DIAG (MSG_LIMIT, "msg-limit", LOST, "",
         "A limit on counts, sizes or depth was reached; what is beyond it is dropped.")
OX_DIAG (MSG_ATTACHMENT, "msg-attachment", WARN, "[MS-OXMSG] 2.2.2",
         "What an attachment holds is not what its method says; what is there is used.")
OX_DIAG (TEXT_CHARSET, "text-charset", WARN, "",
         "Text is in a code page that cannot be decoded here; its bytes are kept.")
OX_DIAG (TEXT_INVALID, "text-invalid", WARN, "",
         "Text holds bytes that its code page does not define; each became U+FFFD.")
OX_DIAG (TEXT_NUL, "text-nul", INFO, "[MS-OXCDATA] 2.11.1",
         "Text holds NUL characters before its end; they were dropped.")
OX_DIAG (TEXT_GUESSED, "text-guessed", INFO, "",
         "No usable code page is stored; the one that was used is a guess.")
OX_DIAG (RTF_HEADER, "rtf-header", WARN, "[MS-OXRTFCP] 2.1.3.1.1",
         "A size in the header of compressed RTF is not the size found; what is there is used.")
OX_DIAG (RTF_CRC, "rtf-crc", WARN, "[MS-OXRTFCP] 2.2.3",
         "The checksum of compressed RTF is wrong; the text may be damaged.")
OX_DIAG (RTF_END_MARKER, "rtf-end-marker", WARN, "[MS-OXRTFCP] 2.2.3.2",
         "Compressed RTF ends without its end marker, but gives as much as its header says.")
OX_DIAG (RTF_TRUNCATED, "rtf-truncated", LOST, "[MS-OXRTFCP] 2.2.3.2",
         "Compressed RTF is cut short; the text up to there is used.")
OX_DIAG (RTF_LIMIT, "rtf-limit", LOST, "",
         "RTF, or what it expands to, is larger than allowed; what is beyond is dropped.")
OX_DIAG (RTF_DEPTH, "rtf-depth", LOST, "",
         "Groups of RTF are nested deeper than allowed; formatting of the inner ones is dropped.")
OX_DIAG (RTF_UNCLOSED, "rtf-unclosed", INFO, "",
         "RTF ends within a group.")
OX_DIAG (RTF_BRACES, "rtf-braces", WARN, "",
         "RTF ends a group that never began; reading went on.")
OX_DIAG (RTF_TRAILING, "rtf-trailing", WARN, "",
         "Bytes follow the end of the RTF; they are not shown.")
OX_DIAG (RTF_BINARY, "rtf-binary", LOST, "",
         "Binary data in RTF claims more bytes than there are.")
OX_DIAG (RTF_OMITTED, "rtf-omitted", INFO, "",
         "Text of RTF that no reader shows in a mail was left out: hidden or deleted text, comments, "
         "headers and footers of pages.")
OX_DIAG (RTF_PICTURE, "rtf-picture", LOST, "",
         "A picture in RTF was left out.")
OX_DIAG (RTF_PLACES, "rtf-places", INFO, "[MS-OXRTFEX] 2.2.3.4",
         "RTF has places for attachments, but not as many as there are attachments that name one; "
         "they stand behind the text.")
OX_DIAG (RTF_META, "rtf-meta", INFO, "[MS-OXRTFEX] 2.2.3.2",
         "HTML out of RTF names a character set in a <meta>; it was made to say UTF-8.")
OX_DIAG (HTML_LIMIT, "html-limit", LOST, "",
         "The text of HTML is larger than allowed; the rest is dropped.")
OX_DIAG (MIME_NO_DATE, "mime-no-date", INFO, "RFC 5322 3.6",
         "The message has no date of its own; another one it stores was used.")
OX_DIAG (MIME_NO_SENDER, "mime-no-sender", WARN, "RFC 5322 3.6",
         "The message names no sender.")
OX_DIAG (MIME_MESSAGE_ID, "mime-message-id", INFO, "RFC 5322 3.6.4",
         "The message has no usable Message-ID; one was derived from its content.")
OX_DIAG (MIME_ADDRESS, "mime-address", WARN, "[MS-OXCMAIL] 2.1.3.1",
         "A person has no SMTP address; the address was encapsulated or left out.")
OX_DIAG (MIME_HEADER, "mime-header", WARN, "RFC 5322 2.2",
         "A header value holds what no header may; it was cleaned.")
OX_DIAG (MIME_HEADER_LIMIT, "mime-header-limit", LOST, "",
         "The stored headers are larger than allowed; those beyond were dropped.")
OX_DIAG (MIME_BODY, "mime-body", LOST, "[MS-OXCMAIL] 2.1.3.3",
         "A body could not be written.")
OX_DIAG (MIME_ATTACHMENT, "mime-attachment", LOST, "[MS-OXCMAIL] 2.1.3.4",
         "The content of an attachment could not be read, or only in part.")
OX_DIAG (MIME_REFERENCE, "mime-reference", INFO, "[MS-OXCMSG] 2.2.2.9",
         "An attachment is only a reference to a file or address elsewhere, which was not opened.")
OX_DIAG (MIME_CLASS, "mime-class", INFO, "[MS-OXCMAIL] 2.1.3.2.1",
         "The item is not mail; it was written as a readable mail.")
OX_DIAG (CONVERT_DEPTH, "convert-depth", LOST, "",
         "A message is embedded deeper than allowed; it was not converted.")
OX_DIAG (MIME_DATE_MISSING, "mime-date-missing", WARN, "RFC 5322 3.6",
         "The message holds no date of any kind; the first second of 1970 was written.")
OX_DIAG (MIME_SIGNED, "mime-signed", WARN, "[MS-OXOSMIME] 2.1.3",
         "A signed or encrypted message does not have the one attachment it should have; it was "
         "written as ordinary mail.")
OX_DIAG (MIME_PROTECTED, "mime-protected", INFO, "[MS-OXORMMS] 2.2, [MS-OXOSMIME] 2.1.3.2",
         "The message is encrypted, signed in one piece or rights-managed: what it says stays within "
         "its attachment.")
OX_DIAG (PAGE_PICTURE, "page-picture", WARN, "",
         "A page shows a picture that is not in the message, or is too large.")
OX_DIAG (PAGE_BLOCKED, "page-blocked", INFO, "",
         "Scripts, frames or references to what is elsewhere were taken out of a page.")
OX_DIAG (PST_HEADER, "pst-header", WARN, "[MS-PST] 2.2.2.6",
         "The header of a store is damaged, or does not say what its pages are; reading went on.")
OX_DIAG (PST_PAGE, "pst-page", WARN, "[MS-PST] 2.2.2.7",
         "The checksum or the signature of a page is wrong; what it says is used.")
OX_DIAG (PST_TREE, "pst-tree", LOST, "[MS-PST] 2.2.2.7.7",
         "A page of a B-tree cannot be used; what is behind it is not found.")
OX_DIAG (PST_BLOCK, "pst-block", WARN, "[MS-PST] 2.2.2.8",
         "The checksum, signature or size of a block is wrong; its bytes are used.")
OX_DIAG (PST_DATA, "pst-data", LOST, "[MS-PST] 2.2.2.8.3",
         "A block of data cannot be read.")
OX_DIAG (PST_HEAP, "pst-heap", LOST, "[MS-PST] 2.3.1",
         "A heap is damaged, or an item of it is not where it is said to be.")
OX_DIAG (PST_TABLE, "pst-table", LOST, "[MS-PST] 2.3.4",
         "A table is damaged; the rows that can be read are used.")
OX_DIAG (PST_PROPERTY, "pst-property", LOST, "[MS-PST] 2.3.3",
         "The value of a property cannot be read.")
OX_DIAG (PST_NAMES, "pst-names", WARN, "[MS-PST] 2.4.7",
         "The map of named properties is damaged; properties without a name keep their number.")
OX_DIAG (PST_FOLDER, "pst-folder", LOST, "[MS-PST] 2.4.4",
         "A folder or one of its tables is missing or damaged.")
OX_DIAG (PST_MESSAGE, "pst-message", LOST, "[MS-PST] 2.4.5",
         "A message that a folder lists cannot be read.")
OX_DIAG (PST_PART, "pst-part", LOST, "[MS-PST] 2.4.6",
         "A recipient or an attachment that a message lists cannot be read.")
OX_DIAG (PST_ORPHAN, "pst-orphan", INFO, "[MS-PST] 2.4.4",
         "A message or a folder is in the store, but no folder lists it; it was recovered.")
OX_DIAG (PST_LIMIT, "pst-limit", LOST, "",
         "A store claims more than is allowed; what is beyond is dropped.")
OX_DIAG (OAB_HEADER, "oab-header", WARN, "[MS-OXOAB] 2.9.1",
         "The header of an address book does not say what is in it; what is there is used.")
OX_DIAG (OAB_CRC, "oab-crc", WARN, "[MS-OXOAB] 2.9.1",
         "The checksum of an address book is wrong; what it holds is used.")
OX_DIAG (OAB_RECORD, "oab-record", LOST, "[MS-OXOAB] 2.9.5",
         "A record of an address book is damaged; reading went on behind it.")
OX_DIAG (OAB_VALUE, "oab-value", LOST, "[MS-OXOAB] 2.9.6",
         "A value in a record of an address book cannot be read, nor what stands behind it.")
OX_DIAG (OAB_ENCODING, "oab-encoding", INFO, "[MS-OXOAB] 2.9.6",
         "A value is encoded in a longer way than it should be.")
OX_DIAG (OAB_TEXT, "oab-text", WARN, "[MS-OXOAB] 2.9.6.4",
         "A text of an address book is not in the encoding it should be in.")
OX_DIAG (OAB_INDEX, "oab-index", LOST, "[MS-OXOAB] 2.4.2",
         "An index of an address book leads nowhere or in a circle; the value is not found.")
OX_DIAG (OAB_LIMIT, "oab-limit", LOST, "",
         "An address book claims more than is allowed; what is beyond is dropped.")
OX_DIAG (OAB_MANIFEST, "oab-manifest", WARN, "[MS-OXWOAB] 3.1.5",
         "A file does not agree with what the manifest of its address book says.")
OX_DIAG (OAB_WRITE, "oab-write", LOST, "[MS-OXOAB] 2.9.2.2.1",
         "A value has no place in an address book, or is larger than allowed; it was shortened or left out.")
OX_DIAG (OAB_IMPORT, "oab-import", LOST, "RFC 2849",
         "A line or field of a directory export cannot be read; it was left out.")
OX_DIAG (OAB_SIZE, "oab-size", WARN, "[MS-OXOAB] 2.11.1",
         "A size in the header of a compressed address book is not what its blocks give; the blocks are "
         "used.")
OX_DIAG (OAB_BLOCK, "oab-block", LOST, "[MS-OXOAB] 2.11.2",
         "A block of a compressed address book is damaged: the rest of the block is missing.")
OX_DIAG (OAB_BLOCK_CRC, "oab-block-crc", WARN, "[MS-OXOAB] 2.11.2",
         "The checksum of a block of a compressed address book is wrong; its bytes are used.")
OX_DIAG (OAB_TRUNCATED, "oab-truncated", LOST, "[MS-OXOAB] 2.11",
         "A compressed address book ends before its last block does.")
OX_DIAG (LIST_CHECKSUM, "list-checksum", INFO, "[MS-OXOCNTC] 2.2.2.2.3",
         "Somebody changed the members of a distribution list without the names and addresses beside "
         "them; the members count.")
OX_DIAG (LIST_STREAM, "list-stream", LOST, "[MS-OXOCNTC] 2.2.2.2.4",
         "The members of a distribution list cannot be read, or only in part.")
OX_DIAG (VCARD_TEXT, "vcard-text", WARN, "RFC 6350 3.3",
         "A value holds control characters, or what a parameter of vCard 3.0 may not hold; they were "
         "dropped or replaced.")
OX_DIAG (VCARD_ATTACHMENT, "vcard-attachment", LOST, "[MS-OXVCARD] 2.1.3",
         "A contact has an attachment that is no photo; a vCard has no place for it.")
OX_DIAG (VCARD_PHOTO, "vcard-photo", LOST, "[MS-OXVCARD] 2.1.3.2.4",
         "The photo of a contact could not be read, or only in part.")
OX_DIAG (VCARD_ADDRESS, "vcard-address", WARN, "[MS-OXVCARD] 2.1.3.4.2",
         "An address is known only inside one organisation; it was written as X-MS-X500.")
OX_DIAG (VCARD_NAME, "vcard-name", INFO, "RFC 6350 6.2.1",
         "A contact has no name of its own; another of its values stands for it.")
OX_DIAG (VCARD_CERTIFICATE, "vcard-certificate", LOST, "[MS-OXOABK] 2.2.4.36",
         "A value among the certificates holds no certificate.")
OX_DIAG (STORE_ITEM, "store-item", LOST, "",
         "A message that was looked for could not be read: whether it is one of those asked for is not known.")
OX_DIAG (STORE_LINK, "store-link", INFO, "",
         "A folder of files holds a link, which was not followed.")
OX_DIAG (STORE_LIMIT, "store-limit", LOST, "",
         "A folder of files is nested too deep or holds too many files; those beyond are left out.")
OX_DIAG (STORE_SEARCH, "store-search", WARN, "[MS-OXOSRCH] 2.2.1.2.8",
         "The definition of a search folder is damaged, or names a folder that is not in the store.")
OX_DIAG (RECURRENCE_DAMAGED, "recurrence-damaged", LOST, "[MS-OXOCAL] 2.2.1.44",
         "The pattern of a series cannot be read; only what else is stored of it was written.")
OX_DIAG (RECURRENCE_TRUNCATED, "recurrence-truncated", LOST, "[MS-OXOCAL] 2.2.1.44.5",
         "The exceptions of a series are cut short; those that can be read are used.")
OX_DIAG (RECURRENCE_ODD, "recurrence-odd", WARN, "[MS-OXOCAL] 2.2.1.44",
         "A field of a series is not what the format prescribes, or contradicts another one.")
OX_DIAG (RECURRENCE_LIMIT, "recurrence-limit", LOST, "",
         "A series has more exceptions than allowed; what is beyond is dropped.")
OX_DIAG (TIME_ZONE_DAMAGED, "time-zone-damaged", WARN, "[MS-OXOCAL] 2.2.1.41",
         "A stored time zone is damaged; another one that is stored, or what can be read, is used.")
OX_DIAG (TIME_ZONE_RULE, "time-zone-rule", WARN, "[MS-OXOCAL] 2.2.1.41.1",
         "A rule of a time zone names dates that do not exist; daylight saving time is left out of it.")
OX_DIAG (TIME_ZONE_DISAGREE, "time-zone-disagree", INFO, "[MS-OXOCAL] 2.2.1.42",
         "The time zones stored of one series disagree; that of PidLidTimeZoneStruct is used.")
OX_DIAG (ICAL_DATE, "calendar-date", WARN, "[MS-OXOCAL] 2.2.1.5",
         "A date is missing, out of range, or ends before it begins; another one was written.")
OX_DIAG (ICAL_TEXT, "calendar-text", WARN, "RFC 5545 3.3.11",
         "Text holds characters that no line of a calendar may hold; they were dropped.")
OX_DIAG (ICAL_UID, "calendar-uid", INFO, "RFC 5545 3.8.4.7",
         "The item has no id that other calendars know it by; one was derived from its content.")
OX_DIAG (ICAL_CLASS, "calendar-class", INFO, "",
         "The item is none that a calendar holds.")
OX_DIAG (PST_PASSWORD, "pst-password", INFO, "[MS-PST] 2.4.3.3",
         "The store has a password; it encrypts nothing, and was not asked for.")
OX_DIAG (PST_SEARCH, "pst-search", INFO, "[MS-PST] 2.4.8.6",
         "The list of a search folder is missing or damaged; what it showed stands in other folders.")
OX_DIAG (FREEBUSY, "freebusy", WARN, "[MS-OXOPFFB] 2.2.1.4",
         "Free/busy times and the months they belong to are not as many; what has both is used.")
OX_DIAG (VCARD_ITEM, "vcard-item", LOST, "",
         "An item of a folder that is written as vCards could not be read.")
OX_DIAG (PST_REFERENCES, "pst-references", WARN, "[MS-PST] 2.2.2.7.7.3.1",
         "The count of references of a block is not the number of references to it.")
OX_DIAG (PST_MAP, "pst-map", WARN, "[MS-PST] 2.2.2.7.2",
         "An allocation map does not say what of the store is used.")
OX_DIAG (PST_COUNTER, "pst-counter", WARN, "[MS-PST] 2.2.2.6",
         "A page, block or node has a number that the header has not given out yet.")
OX_DIAG (PST_ORDER, "pst-order", WARN, "[MS-PST] 2.2.2.7.7",
         "The entries of a B-tree are not in order, or not behind the entry that leads to them.")
OX_DIAG (PST_MANDATORY, "pst-mandatory", WARN, "[MS-PST] 2.7.1",
         "A node, table or property that a store must have is missing.")
OX_DIAG (PST_COUNT, "pst-count", WARN, "[MS-PST] 2.4.4",
         "A count of a folder is not the number of what is in its tables.")
OX_DIAG (PST_SIZE, "pst-size", INFO, "[MS-PST] 2.4.5",
         "The size that a message or an attachment tells is not its size.")
OX_DIAG (PST_ROW, "pst-row", WARN, "[MS-PST] 2.4.4.5",
         "A row of a table does not say what the object says that it describes.")
OX_DIAG (PST_CARVED, "pst-carved", WARN, "[MS-PST] 2.4.5",
         "A message was found by its blocks alone, since no page that has its node is left; what belongs to it was "
         "worked out.")
OX_DIAG (PST_NOTE, "pst-note", INFO, "[MS-PST] 2.4.5",
         "A store is not what the specification says of it, in a way that Outlook's own stores are not either.")
OX_DIAG (EML_HEADER, "eml-header", WARN, "RFC 5322 2.2",
         "A header of a mail holds lines that are no fields; they are kept with the stored header only.")
OX_DIAG (EML_PARTS, "eml-parts", WARN, "RFC 2046 5.1",
         "The parts of a mail cannot be told apart as they should be; what is there is used.")
OX_DIAG (EML_LIMIT, "eml-limit", LOST, "",
         "A limit on parts, headers, recipients or sizes of a mail was reached; what is beyond it is dropped.")
OX_DIAG (ICAL_ITEM, "calendar-item", LOST, "",
         "An item of a folder that is written as one calendar could not be read.")
OX_DIAG (FIELD_DEFINITIONS, "field-definitions", WARN, "",
         "The definitions of fields that a user added to an item cannot be read whole; their values are not concerned.")
OX_DIAG (ICAL_DUPLICATE, "calendar-duplicate", WARN, "RFC 5545 3.8.4.7",
         "Two items of a folder that is written as one calendar have one id; the second got another one.")
OX_DIAG (OAB_NAME, "oab-name", WARN, "[MS-OXOAB] 2.1",
         "An entry of an address book has no X.500 name, or that of another: who refers to it finds another or none.")
OX_DIAG (OAB_MISMATCH, "oab-mismatch", WARN, "[MS-OXOAB] 2.4.2",
         "A record of an index says that it is of another entry than the one that leads to it, or has no text.")
