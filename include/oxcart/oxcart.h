/* SPDX-License-Identifier: MIT */
#ifndef OXCART_H
#define OXCART_H

#include <oxcart/account.h>
#include <oxcart/addressbook.h>
#include <oxcart/body.h>
#include <oxcart/check.h>
#include <oxcart/diagnostics.h>
#include <oxcart/directory.h>
#include <oxcart/entryid.h>
#include <oxcart/error.h>
#include <oxcart/export.h>
#include <oxcart/filetime.h>
#include <oxcart/format.h>
#include <oxcart/globalid.h>
#include <oxcart/guid.h>
#include <oxcart/icalendar.h>
#include <oxcart/json.h>
#include <oxcart/key.h>
#include <oxcart/limits.h>
#include <oxcart/message.h>
#include <oxcart/mime.h>
#include <oxcart/oab.h>
#include <oxcart/open.h>
#include <oxcart/options.h>
#include <oxcart/page.h>
#include <oxcart/properties.h>
#include <oxcart/props.h>
#include <oxcart/restriction.h>
#include <oxcart/recurrence.h>
#include <oxcart/sink.h>
#include <oxcart/storage.h>
#include <oxcart/store.h>
#include <oxcart/stream.h>
#include <oxcart/table.h>
#include <oxcart/text.h>
#include <oxcart/vcard.h>
#include <oxcart/timezone.h>
#include <oxcart/version.h>

#endif
