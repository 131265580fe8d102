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
OX_DIAG (PST_PASSWORD, "pst-password", INFO, "[MS-PST] 2.4.3.3",
         "The store has a password; it encrypts nothing, and was not asked for.")
OX_DIAG (PST_SEARCH, "pst-search", INFO, "[MS-PST] 2.4.8.6",
         "The list of a search folder is missing or damaged; what it showed stands in other folders.")
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
OX_DIAG (PST_SIZE, "pst-size", WARN, "[MS-PST] 2.4.5",
         "The size that a message or an attachment tells is not its size.")
OX_DIAG (PST_ROW, "pst-row", WARN, "[MS-PST] 2.4.4.5",
         "A row of a table does not say what the object says that it describes.")
