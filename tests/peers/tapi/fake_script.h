/* What the stand-in knows, and how it plays its script; see fake_tapi32.c. */
#define UNICODE
#include <windows.h>
#include <tapi.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define EXPORT __declspec(dllexport)
#define MOST 64
#define APP 0x80000101u
#define LINE_BASE 0x80010000u
#define CALL_BASE 0x90020000u
#define PADDING 5000 /* so much of the driver's own makes every answer larger than anybody expects */

typedef struct { WCHAR name[64], address[32]; char kind[16]; DWORD version; int open; } DEVICE;
typedef struct {
  int used, device, handle, owner, released;
  DWORD id, origin, flags, state, mode;
  WCHAR caller[64], name[64], called[64];
} CALL;

static DEVICE devices[MOST];
static CALL calls[MOST];
static int handles[MOST]; /* slot of a handle -> key of the call + 1 */
static LINEMESSAGE queue[1024];
static struct { LPHCALL place; int device; DWORD request; WCHAR number[64]; } requests[MOST];
static int count, waiting, begun, reinit, dead, done, wishes, asked, answered;
static int opened, made, dropped, inits, heard;
static HANDLE event, thread;
static CRITICAL_SECTION guard;
static FILE *log_file;

static void note(const char *form, ...) {
  va_list values;
  if (!log_file) return;
  va_start(values, form);
  vfprintf(log_file, form, values);
  va_end(values);
  fputc('\n', log_file);
  fflush(log_file);
}

static LONG refuse(const char *function, DWORD code) {
  note("misuse %s %08lx", function, code);
  return (LONG)code;
}

static void post(DWORD device, DWORD id, DWORD_PTR one, DWORD_PTR two, DWORD_PTR three) {
  LINEMESSAGE message = {device, id, 0, one, two, three};
  if (!begun || waiting == 1024) return;
  queue[waiting++] = message;
  heard = 0;
  SetEvent(event);
}

static int key_of(HCALL call) {
  DWORD slot = call - CALL_BASE;
  return slot < MOST ? handles[slot] - 1 : -1;
}

/* The lowest free handle: they are used again at once, as the real ones are. */
static HCALL give_handle(int key) {
  int slot = 0;
  while (handles[slot]) slot++;
  handles[slot] = key + 1;
  calls[key].handle = slot + 1;
  return CALL_BASE + slot;
}

static void forget_handles(int device) {
  int key;
  for (key = 0; key < MOST; key++)
    if (calls[key].handle && (device < 0 || calls[key].device == device)) {
      handles[calls[key].handle - 1] = 0;
      calls[key].handle = 0;
    }
}

/* --- the script */

static void widen(const char *text, WCHAR *place, int most) {
  if (!MultiByteToWideChar(CP_UTF8, 0, text, -1, place, most)) place[0] = 0;
}

static int number(const char *text) { return (int)strtoul(text, NULL, 0); }

static int reached(const char *what, int wanted) {
  int now = !strcmp(what, "heard") ? heard : !strcmp(what, "open") ? opened : !strcmp(what, "make") ? made : !strcmp(what, "drop") ? dropped : inits;
  return now >= wanted;
}

static void tell_state(int key, DWORD state, DWORD mode) {
  CALL *call = &calls[key];
  call->state = state;
  call->mode = mode;
  if (call->handle) post(CALL_BASE + call->handle - 1, LINE_CALLSTATE, state, mode, 0);
  if (state == LINECALLSTATE_IDLE) call->released = 1;
}

static void answer_request(int key, DWORD result) {
  if (!result) {
    calls[key].owner = 1;
    calls[key].device = requests[answered].device;
    *requests[answered].place = give_handle(key);
  }
  post(0, LINE_REPLY, requests[answered].request, result, 0);
  answered++;
}

static void step(char **field, int fields) {
  int key = fields > 1 ? number(field[1]) : 0;
  if (!strcmp(field[0], "device")) {
    DEVICE *device = &devices[count++];
    widen(field[1], device->name, 64);
    widen(field[2], device->address, 32);
    strcpy(device->kind, field[3]);
  } else if (!strcmp(field[0], "call")) {
    CALL *call = &calls[key];
    memset(call, 0, sizeof *call);
    call->used = 1;
    call->device = number(field[2]);
    call->id = number(field[3]);
    call->origin = number(field[4]);
    call->flags = number(field[5]);
    widen(field[6], call->caller, 64);
    widen(field[7], call->name, 64);
    widen(field[8], call->called, 64);
  } else if (!strcmp(field[0], "new")) {
    HCALL handle = give_handle(key);
    post(LINE_BASE + calls[key].device, LINE_APPNEWCALL, 0, handle, LINECALLPRIVILEGE_MONITOR);
  } else if (!strcmp(field[0], "state")) {
    tell_state(key, number(field[2]), number(field[3]));
  } else if (!strcmp(field[0], "info")) {
    calls[key].flags = number(field[2]);
    widen(field[3], calls[key].caller, 64);
    widen(field[4], calls[key].name, 64);
    widen(field[5], calls[key].called, 64);
    post(CALL_BASE + calls[key].handle - 1, LINE_CALLINFO, LINECALLINFOSTATE_CALLERID, 0, 0);
  } else if (!strcmp(field[0], "reply")) {
    answer_request(key, number(field[2]));
  } else if (!strcmp(field[0], "reinit")) {
    reinit = 1;
    post(0, LINE_LINEDEVSTATE, LINEDEVSTATE_REINIT, 0, 0);
  } else if (!strcmp(field[0], "close")) {
    devices[key].open = 0;
    post(LINE_BASE + key, LINE_CLOSE, 0, 0, 0);
  } else if (!strcmp(field[0], "dead")) {
    dead = 1;
    SetEvent(event);
  } else if (!strcmp(field[0], "alive")) {
    dead = 0;
  } else if (!strcmp(field[0], "wish")) {
    wishes = key;
  } else {
    note("misuse script %s", field[0]);
  }
}

static void play_line(char *line) {
  char *field[12] = {0};
  int fields = 0;
  char *place = line;
  line[strcspn(line, "\r\n")] = 0;
  if (!*line || *line == '#') return;
  while (place && fields < 12) {
    field[fields++] = place;
    place = strchr(place, '|');
    if (place) *place++ = 0;
  }
  if (!strcmp(field[0], "pause")) {
    Sleep(number(field[1]));
    return;
  }
  while (!strcmp(field[0], "await")) {
    int there;
    EnterCriticalSection(&guard);
    there = reached(field[1], fields > 2 ? number(field[2]) : 1);
    LeaveCriticalSection(&guard);
    if (there) return;
    Sleep(2);
  }
  while (waiting > 1000) Sleep(2); /* nothing may get lost */
  EnterCriticalSection(&guard);
  step(field, fields);
  LeaveCriticalSection(&guard);
}

static DWORD WINAPI play(void *script) {
  char line[1024];
  while (fgets(line, sizeof line, (FILE *)script)) play_line(line);
  fclose((FILE *)script);
  EnterCriticalSection(&guard);
  done = 1;
  LeaveCriticalSection(&guard);
  return 0;
}

/* Devices come before anything else; the rest is played beside whoever listens. */
static void begin_script(void) {
  const char *path = getenv("FAKE_TAPI_SCRIPT");
  FILE *script = path ? fopen(path, "rb") : NULL;
  long here = 0;
  char line[1024];
  if (!script) {
    done = 1;
    return;
  }
  while (fgets(line, sizeof line, script) && !strncmp(line, "device|", 7)) {
    play_line(line);
    here = ftell(script);
  }
  fseek(script, here, SEEK_SET);
  thread = CreateThread(NULL, 0, play, script, 0, NULL);
}
