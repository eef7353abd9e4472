/* A stand-in for Windows' telephony that plays a script of calls, for the test of the adapter under Wine.
 *
 * FAKE_TAPI_SCRIPT names the script, UTF-8, one step a line, fields separated by '|':
 *   device|NAME|ADDRESS|ok, deaf (no version suits it), locked (cannot be opened), data (carries no voice)
 *   call|KEY|DEVICE|CALL ID|ORIGIN|CALLER FLAGS|CALLER|CALLER NAME|CALLED     a call comes into being, silently
 *   new|KEY                 whoever listens gets a handle of it (APPNEWCALL)
 *   state|KEY|STATE|MODE    it is in another state; without a handle nobody is told
 *   info|KEY|FLAGS|CALLER|CALLER NAME|CALLED    more is known of it (CALLINFO)
 *   reply|KEY|RESULT        the oldest request for a call is answered; the call KEY is the one that was made
 *   reinit, close|DEVICE, dead, alive           the service wants to be begun anew; a line, the service is gone
 *   await|open, make, drop or init|NUMBER       until there were so many of these in all
 *   await|heard             until every message has been taken and what it asked for was done
 *   pause|MILLISECONDS
 *   wish|NUMBER             whoever drives the test is to dial for the so manieth time
 * FAKE_TAPI_LOG names the file that takes every use, and every misuse, of the interface.
 * It is strict where the real one is: handles, versions, sizes, the order of things.
 */
#include "fake_script.h"

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved) {
  (void)instance;
  (void)reserved;
  if (reason == DLL_PROCESS_ATTACH) {
    const char *path = getenv("FAKE_TAPI_LOG");
    InitializeCriticalSection(&guard);
    event = CreateEventW(NULL, TRUE, FALSE, NULL);
    log_file = path ? fopen(path, "ab") : NULL;
  }
  return TRUE;
}

/* --- for whoever drives the test */

EXPORT int fake_done(void) {
  int over;
  EnterCriticalSection(&guard);
  over = done && !waiting && (heard || !begun);
  LeaveCriticalSection(&guard);
  return over;
}

EXPORT int fake_wishes(void) { return wishes; }

#define SIZE(type) written += sprintf(place + written, "%s=%u\n", #type, (unsigned)sizeof(type))
#define PLACE(type, field) \
  written += sprintf(place + written, "%s.%s=%u\n", #type, #field, (unsigned)offsetof(type, field))

EXPORT int fake_layout(char *place) {
  int written = 0;
  SIZE(LINEMESSAGE);
  PLACE(LINEMESSAGE, hDevice);
  PLACE(LINEMESSAGE, dwMessageID);
  PLACE(LINEMESSAGE, dwCallbackInstance);
  PLACE(LINEMESSAGE, dwParam1);
  PLACE(LINEMESSAGE, dwParam2);
  PLACE(LINEMESSAGE, dwParam3);
  SIZE(LINEINITIALIZEEXPARAMS);
  PLACE(LINEINITIALIZEEXPARAMS, dwOptions);
  written += sprintf(place + written, "LINEINITIALIZEEXPARAMS.hEvent=%u\n",
                     (unsigned)offsetof(LINEINITIALIZEEXPARAMS, Handles));
  PLACE(LINEINITIALIZEEXPARAMS, dwCompletionKey);
  SIZE(LINEEXTENSIONID);
  SIZE(LINECALLINFO);
  PLACE(LINECALLINFO, hLine);
  PLACE(LINECALLINFO, dwLineDeviceID);
  PLACE(LINECALLINFO, dwCallID);
  PLACE(LINECALLINFO, dwOrigin);
  PLACE(LINECALLINFO, dwCallerIDFlags);
  PLACE(LINECALLINFO, dwCallerIDSize);
  PLACE(LINECALLINFO, dwCallerIDOffset);
  PLACE(LINECALLINFO, dwCallerIDNameSize);
  PLACE(LINECALLINFO, dwCallerIDNameOffset);
  PLACE(LINECALLINFO, dwCalledIDFlags);
  PLACE(LINECALLINFO, dwCalledIDSize);
  PLACE(LINECALLINFO, dwCalledIDOffset);
  PLACE(LINECALLINFO, dwRedirectingIDNameOffset);
  PLACE(LINECALLINFO, dwDevSpecificOffset);
  PLACE(LINECALLINFO, dwRedirectingIDAddressType);
  PLACE(LINEDEVCAPS, dwProviderInfoSize);
  PLACE(LINEDEVCAPS, dwLineNameSize);
  PLACE(LINEDEVCAPS, dwLineNameOffset);
  PLACE(LINEDEVCAPS, dwMediaModes);
  PLACE(LINEADDRESSCAPS, dwAddressSize);
  PLACE(LINEADDRESSCAPS, dwAddressOffset);
  PLACE(LINECALLSTATUS, dwCallState);
  PLACE(LINECALLSTATUS, dwCallStateMode);
  PLACE(LINECALLLIST, dwCallsNumEntries);
  PLACE(LINECALLLIST, dwCallsOffset);
  SIZE(LINETRANSLATEOUTPUT);
  PLACE(LINETRANSLATEOUTPUT, dwDialableStringSize);
  PLACE(LINETRANSLATEOUTPUT, dwDialableStringOffset);
  return written;
}

/* --- the interface */

static LONG usable(const char *function, HLINEAPP app) {
  if (dead) return (LONG)LINEERR_SERVICE_NOT_RUNNING;
  if (!begun || app != APP) return refuse(function, LINEERR_INVALAPPHANDLE);
  return 0;
}

static LONG known_device(const char *function, HLINEAPP app, DWORD device, DWORD version) {
  LONG result = usable(function, app);
  if (result) return result;
  if (device >= (DWORD)count) return refuse(function, LINEERR_BADDEVICEID);
  if (!devices[device].version || version != devices[device].version)
    return refuse(function, LINEERR_INCOMPATIBLEAPIVERSION);
  return 0;
}

static LONG known_line(const char *function, HLINE line, int *device) {
  *device = (int)(line - LINE_BASE);
  if (dead) return (LONG)LINEERR_SERVICE_NOT_RUNNING;
  if (line < LINE_BASE || *device >= count || !devices[*device].open) return refuse(function, LINEERR_INVALLINEHANDLE);
  return 0;
}

/* Appends a text to a structure of variable size; what does not fit is only counted. */
static void append(BYTE *memory, DWORD *size, DWORD *offset, const void *text, DWORD bytes) {
  DWORD *total = (DWORD *)memory, *needed = total + 1, *used = total + 2;
  if (!bytes) return;
  if (*needed + bytes <= *total) {
    memcpy(memory + *needed, text, bytes);
    *size = bytes;
    *offset = *needed;
    *used = *needed + bytes;
  }
  *needed += bytes;
}

static void append_text(BYTE *memory, DWORD *size, DWORD *offset, const WCHAR *text) {
  append(memory, size, offset, text, *text ? (DWORD)(wcslen(text) + 1) * sizeof(WCHAR) : 0);
}

static LONG begin_answer(const char *function, BYTE *memory, DWORD fixed) {
  DWORD total = *(DWORD *)memory;
  if (total < fixed) return refuse(function, LINEERR_STRUCTURETOOSMALL);
  memset(memory + sizeof(DWORD), 0xCC, total - sizeof(DWORD)); /* what nobody writes is not zero */
  memset(memory + sizeof(DWORD), 0, fixed - sizeof(DWORD));
  ((DWORD *)memory)[1] = ((DWORD *)memory)[2] = fixed;
  return 0;
}

EXPORT LONG WINAPI lineInitializeExW(LPHLINEAPP app, HINSTANCE instance, LINECALLBACK callback, LPCWSTR name,
                                     LPDWORD devices_there, LPDWORD version, LPLINEINITIALIZEEXPARAMS params) {
  (void)instance;
  if (dead) return (LONG)LINEERR_SERVICE_NOT_RUNNING;
  if (begun) return refuse("lineInitializeExW", LINEERR_NOMULTIPLEINSTANCE);
  if (callback || !name || *version < 0x20000) return refuse("lineInitializeExW", LINEERR_INVALPARAM);
  if (params->dwTotalSize < sizeof *params) return refuse("lineInitializeExW", LINEERR_STRUCTURETOOSMALL);
  if (params->dwOptions != LINEINITIALIZEEXOPTION_USEEVENT) return refuse("lineInitializeExW", LINEERR_INVALPARAM);
  if (!inits) begin_script();
  EnterCriticalSection(&guard);
  begun = 1;
  reinit = waiting = heard = 0;
  ResetEvent(event);
  inits++;
  LeaveCriticalSection(&guard);
  *app = APP;
  *devices_there = count;
  *version = 0x30001;
  params->Handles.hEvent = event;
  note("initialize");
  return 0;
}

EXPORT LONG WINAPI lineNegotiateAPIVersion(HLINEAPP app, DWORD device, DWORD low, DWORD high, LPDWORD version,
                                           LPLINEEXTENSIONID extension) {
  LONG result = usable("lineNegotiateAPIVersion", app);
  if (result) return result;
  if (device >= (DWORD)count || !extension) return refuse("lineNegotiateAPIVersion", LINEERR_BADDEVICEID);
  if (low != 0x10003 || high != 0x20002) return refuse("lineNegotiateAPIVersion", LINEERR_INVALPARAM);
  if (!strcmp(devices[device].kind, "deaf")) return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
  *version = devices[device].version = device % 2 ? 0x20002 : 0x10004;
  return 0;
}

EXPORT LONG WINAPI lineGetDevCapsW(HLINEAPP app, DWORD device, DWORD version, DWORD extension, LPLINEDEVCAPS caps) {
  LONG result = known_device("lineGetDevCapsW", app, device, version);
  (void)extension;
  if (!result) result = begin_answer("lineGetDevCapsW", (BYTE *)caps, sizeof *caps);
  if (result) return result;
  caps->dwMediaModes = strcmp(devices[device].kind, "data") ? LINEMEDIAMODE_INTERACTIVEVOICE : LINEMEDIAMODE_DATAMODEM;
  append_text((BYTE *)caps, &caps->dwProviderInfoSize, &caps->dwProviderInfoOffset, L"Stand-in");
  append_text((BYTE *)caps, &caps->dwLineNameSize, &caps->dwLineNameOffset, devices[device].name);
  return 0;
}

EXPORT LONG WINAPI lineGetAddressCapsW(HLINEAPP app, DWORD device, DWORD address, DWORD version, DWORD extension,
                                       LPLINEADDRESSCAPS caps) {
  LONG result = known_device("lineGetAddressCapsW", app, device, version);
  (void)extension;
  if (address) return refuse("lineGetAddressCapsW", LINEERR_INVALADDRESSID);
  if (!devices[device].address[0]) return (LONG)LINEERR_OPERATIONUNAVAIL;
  if (!result) result = begin_answer("lineGetAddressCapsW", (BYTE *)caps, sizeof *caps);
  if (!result) append_text((BYTE *)caps, &caps->dwAddressSize, &caps->dwAddressOffset, devices[device].address);
  return result;
}

EXPORT LONG WINAPI lineOpenW(HLINEAPP app, DWORD device, LPHLINE line, DWORD version, DWORD extension,
                             DWORD_PTR instance, DWORD privileges, DWORD media, LPLINECALLPARAMS const params) {
  LONG result = known_device("lineOpenW", app, device, version);
  (void)extension;
  (void)instance;
  (void)params;
  if (result) return result;
  if (reinit) return (LONG)LINEERR_REINIT;
  if (!strcmp(devices[device].kind, "locked")) return (LONG)LINEERR_ALLOCATED;
  if (devices[device].open || privileges != LINECALLPRIVILEGE_MONITOR || !(media & LINEMEDIAMODE_INTERACTIVEVOICE))
    return refuse("lineOpenW", LINEERR_INVALPRIVSELECT);
  devices[device].open = 1;
  *line = LINE_BASE + device;
  note("open %lu %05lx", device, version);
  EnterCriticalSection(&guard);
  opened++;
  LeaveCriticalSection(&guard);
  return 0;
}

EXPORT LONG WINAPI lineGetMessage(HLINEAPP app, LPLINEMESSAGE message, DWORD timeout) {
  LONG result;
  EnterCriticalSection(&guard);
  result = usable("lineGetMessage", app);
  if (!result && timeout) result = refuse("lineGetMessage", LINEERR_INVALPARAM);
  if (!result && !waiting) {
    heard = 1;
    result = (LONG)LINEERR_OPERATIONFAILED;
  }
  if (!result) {
    *message = queue[0];
    memmove(queue, queue + 1, --waiting * sizeof *queue);
    if (!waiting) ResetEvent(event);
  }
  LeaveCriticalSection(&guard);
  return result;
}

EXPORT LONG WINAPI lineGetNewCalls(HLINE line, DWORD address, DWORD select, LPLINECALLLIST list) {
  int device, key, found = 0;
  HCALL fresh[MOST];
  LONG result = known_line("lineGetNewCalls", line, &device);
  (void)address;
  if (!result && select != LINECALLSELECT_LINE) result = refuse("lineGetNewCalls", LINEERR_INVALCALLSELECT);
  if (!result) result = begin_answer("lineGetNewCalls", (BYTE *)list, sizeof *list);
  if (result) return result;
  EnterCriticalSection(&guard);
  for (key = 0; key < MOST; key++)
    if (calls[key].used && calls[key].state && !calls[key].released && !calls[key].handle
        && calls[key].device == device)
      fresh[found++] = give_handle(key);
  LeaveCriticalSection(&guard);
  list->dwCallsNumEntries = found;
  append((BYTE *)list, &list->dwCallsSize, &list->dwCallsOffset, fresh, found * sizeof(HCALL));
  return 0;
}

EXPORT LONG WINAPI lineGetCallInfoW(HCALL handle, LPLINECALLINFO info) {
  static const BYTE padding[PADDING];
  LONG result;
  int key;
  EnterCriticalSection(&guard);
  key = key_of(handle);
  result = dead ? (LONG)LINEERR_SERVICE_NOT_RUNNING : key < 0 ? refuse("lineGetCallInfoW", LINEERR_INVALCALLHANDLE) : 0;
  if (!result) result = begin_answer("lineGetCallInfoW", (BYTE *)info, sizeof *info);
  if (!result) {
    CALL *call = &calls[key];
    info->hLine = LINE_BASE + call->device;
    info->dwLineDeviceID = call->device;
    info->dwCallID = call->id;
    info->dwOrigin = call->origin;
    info->dwCallerIDFlags = call->flags;
    append((BYTE *)info, &info->dwDevSpecificSize, &info->dwDevSpecificOffset, padding, PADDING);
    append_text((BYTE *)info, &info->dwCallerIDSize, &info->dwCallerIDOffset, call->caller);
    append_text((BYTE *)info, &info->dwCallerIDNameSize, &info->dwCallerIDNameOffset, call->name);
    append_text((BYTE *)info, &info->dwCalledIDSize, &info->dwCalledIDOffset, call->called);
  }
  LeaveCriticalSection(&guard);
  return result;
}

EXPORT LONG WINAPI lineGetCallStatus(HCALL handle, LPLINECALLSTATUS status) {
  int key = key_of(handle);
  LONG result = key < 0 ? refuse("lineGetCallStatus", LINEERR_INVALCALLHANDLE) : 0;
  if (!result) result = begin_answer("lineGetCallStatus", (BYTE *)status, sizeof *status);
  if (result) return result;
  status->dwCallState = calls[key].state;
  status->dwCallStateMode = calls[key].mode;
  status->dwCallPrivilege = LINECALLPRIVILEGE_MONITOR;
  return 0;
}

/* "+49 (30) 555100" is a local call from here; others get the digit for long distance. */
EXPORT LONG WINAPI lineTranslateAddressW(HLINEAPP app, DWORD device, DWORD version, LPCWSTR address, DWORD card,
                                         DWORD options, LPLINETRANSLATEOUTPUT output) {
  WCHAR dialable[128] = L"0";
  const WCHAR *from = address;
  LONG result = known_device("lineTranslateAddressW", app, device, version);
  (void)card;
  (void)options;
  if (!result) result = begin_answer("lineTranslateAddressW", (BYTE *)output, sizeof *output);
  if (result) return result;
  if (!wcsncmp(address, L"+49 (30) ", 9)) {
    from = address + 9;
  } else if (!wcsncmp(address, L"+49 ", 4)) {
    from = address + 4;
    wcscat(dialable, L"0");
  } else {
    return (LONG)LINEERR_INVALADDRESS;
  }
  wcscat(dialable, from);
  append_text((BYTE *)output, &output->dwDialableStringSize, &output->dwDialableStringOffset, dialable);
  return 0;
}

EXPORT LONG WINAPI lineMakeCallW(HLINE line, LPHCALL place, LPCWSTR number_dialled, DWORD country,
                                 LPLINECALLPARAMS const params) {
  int device;
  LONG result;
  (void)country;
  (void)params;
  EnterCriticalSection(&guard);
  result = known_line("lineMakeCallW", line, &device);
  if (!result && !wcscmp(number_dialled, L"999")) result = (LONG)LINEERR_INVALADDRESS;
  if (!result) {
    requests[asked].place = place;
    requests[asked].device = device;
    requests[asked].request = 0x1000 + asked;
    result = (LONG)requests[asked].request;
    asked++;
    made++;
    note("make %d %ls", device, number_dialled);
  }
  LeaveCriticalSection(&guard);
  return result;
}

EXPORT LONG WINAPI lineDrop(HCALL handle, LPCSTR user_info, DWORD size) {
  int key;
  LONG result = 0x2000;
  (void)user_info;
  (void)size;
  EnterCriticalSection(&guard);
  key = key_of(handle);
  if (key < 0 || !calls[key].owner) {
    result = refuse("lineDrop", LINEERR_NOTOWNER);
  } else {
    dropped++;
    note("drop");
    post(0, LINE_REPLY, 0x2000, 0, 0);
  }
  LeaveCriticalSection(&guard);
  return result;
}

EXPORT LONG WINAPI lineDeallocateCall(HCALL handle) {
  int key;
  LONG result = 0;
  EnterCriticalSection(&guard);
  key = key_of(handle);
  if (key < 0 || (calls[key].state != LINECALLSTATE_IDLE)) {
    result = refuse("lineDeallocateCall", LINEERR_INVALCALLHANDLE);
  } else {
    handles[calls[key].handle - 1] = 0;
    calls[key].handle = 0;
    note("deallocate");
  }
  LeaveCriticalSection(&guard);
  return result;
}

EXPORT LONG WINAPI lineClose(HLINE line) {
  int device;
  LONG result = (line >= LINE_BASE && line - LINE_BASE < (DWORD)count) ? 0 : refuse("lineClose", LINEERR_INVALLINEHANDLE);
  if (dead) return (LONG)LINEERR_SERVICE_NOT_RUNNING;
  if (result) return result;
  device = (int)(line - LINE_BASE);
  if (!devices[device].open) return (LONG)LINEERR_INVALLINEHANDLE; /* the service took it away before */
  devices[device].open = 0;
  EnterCriticalSection(&guard);
  forget_handles(device);
  LeaveCriticalSection(&guard);
  note("close %d", device);
  return 0;
}

EXPORT LONG WINAPI lineShutdown(HLINEAPP app) {
  int device;
  if (!begun || app != APP) return refuse("lineShutdown", LINEERR_INVALAPPHANDLE);
  EnterCriticalSection(&guard);
  for (device = 0; device < count; device++) devices[device].open = 0;
  forget_handles(-1);
  begun = 0;
  LeaveCriticalSection(&guard);
  note("shutdown");
  return 0;
}
