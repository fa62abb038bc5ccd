// SPDX-License-Identifier: GPL-2.0
/*
 * Migrates a device of samples/vfio-mdev/mtty.c from one QEMU to another one, both in
 * this machine, and compares what is in them, see ../scenarios/migration.sh
 *
 * The virtual CPU halts at its first instruction.  What a guest would do this program
 * does over the qtest socket: configuration space, BARs, memory of the guest.
 *
 * usage: migrate QEMU CASE
 *
 * CASE: uart		two serial ports, in any state
 *	 uart-untracked	the same without DMA logging of the device
 *	 dma		a DMA engine that writes guest memory, and device memory that
 *			changes, until the machine stops
 *	 dma-iommufd	the same with iommufd for type1
 *	 back		there and back again
 *	 other-memory	device memory of another size: refused, the source goes on
 *	 fault-start	the source's device fails to begin: no migration, it goes on
 *	 fault-stop	it fails to stop: the same, after a reset
 *	 fault-stream	it cannot be read: the same, without a reset
 *
 * Prints what it sees; exit status 0 when all is as it should be.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#define TYPES "/sys/class/mtty/mtty/mdev_supported_types/"
#define PAGE 4096UL
#define IO0 0xc000
#define IO1 0xc040
#define MMIO 0xe0000000UL
#define DEVFN (5 << 3)

/* The DMA engine, see samples/vfio-mdev/mtty.c. */
enum { ADDR_LO = 0x10, ADDR_HI = 0x14, SRC_LO = 0x18, SRC_HI = 0x1c, LEN = 0x20, MEM_OFF = 0x24,
	VALUE = 0x28, COMMAND = 0x30, STATUS = 0x34, RESULT = 0x38, MEM_SIZE = 0x08 };
enum { FILL = 1, COPY, CRC, PIN, UNPIN, LOAD, STORE, MEMFILL, MEMCRC };

struct vm {
	const char *name;
	char uuid[40];
	char log[64];
	pid_t pid;
	FILE *qtest, *qmp;
	char line[65536];
};

static const char *qemu;
static int bad;
static struct vm *vms[8];
static int nr_vms;

static void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printf("failed: ");
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
	exit(1);
}

static void check(bool ok, const char *fmt, ...)
{
	va_list ap;

	if (ok)
		return;
	bad++;
	va_start(ap, fmt);
	printf("wrong: ");
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
}

static int write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

/* A machine that is not started yet, and its device. */
static struct vm *create(const char *name, const char *type, unsigned int kb)
{
	struct vm *vm = calloc(1, sizeof(*vm));
	char path[200], text[20];
	int ret;

	vms[nr_vms++] = vm;
	vm->name = name;
	snprintf(vm->uuid, sizeof(vm->uuid), "5f0fd3ac-1d1b-4a0e-9f43-%012x", nr_vms);
	snprintf(path, sizeof(path), TYPES "%s/create", type);
	ret = write_to(path, vm->uuid);
	if (ret)
		die("%s: %s", path, strerror(-ret));
	if (!kb)
		return vm;
	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/vendor/device_memory_kb", vm->uuid);
	snprintf(text, sizeof(text), "%u", kb);
	ret = write_to(path, text);
	if (ret)
		die("%s: %s", path, strerror(-ret));
	return vm;
}

static void fault(struct vm *vm, const char *name, const char *value)
{
	char path[200];
	int ret;

	snprintf(path, sizeof(path), "/sys/kernel/debug/mtty/%s/%s", vm->uuid, name);
	ret = write_to(path, value);
	if (ret)
		die("%s: %s", path, strerror(-ret));
}

static FILE *connect_to(struct vm *vm, const char *what)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int i, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	FILE *f;

	snprintf(sa.sun_path, sizeof(sa.sun_path), "/tmp/%s.%s", vm->name, what);
	for (i = 0; i < 600; i++) {
		if (!connect(fd, (void *)&sa, sizeof(sa))) {
			f = fdopen(fd, "r+");
			setvbuf(f, NULL, _IONBF, 0);
			return f;
		}
		if (waitpid(vm->pid, NULL, WNOHANG) == vm->pid) {
			vm->pid = 0;
			break;
		}
		usleep(100000);
	}
	die("%s: no %s socket", vm->name, what);
	return NULL;
}

/* A line of a socket, without its end. */
static char *get_line(struct vm *vm, FILE *f)
{
	size_t n = 0;
	int c;

	while ((c = fgetc(f)) != EOF && c != '\n')
		if (n < sizeof(vm->line) - 1)
			vm->line[n++] = c;
	vm->line[n] = 0;
	if (c == EOF && !n)
		return NULL;
	return vm->line;
}

/* A QMP command; the answer, or NULL where that is an error. */
static const char *qmp(struct vm *vm, const char *fmt, ...)
{
	char command[1000];
	va_list ap;
	char *line;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	fprintf(vm->qmp, "%s\n", command);
	while ((line = get_line(vm, vm->qmp))) {
		if (strstr(line, "\"event\""))
			continue;
		if (!strncmp(line, "{\"return\"", 9))
			return line;
		if (!strncmp(line, "{\"error\"", 8)) {
			printf("%s: %s: %s\n", vm->name, command, line);
			return NULL;
		}
	}
	die("%s: QEMU is gone", vm->name);
	return NULL;
}

static uint64_t qtest(struct vm *vm, const char *fmt, ...)
{
	char command[300];
	va_list ap;
	char *line;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	fprintf(vm->qtest, "%s\n", command);
	while ((line = get_line(vm, vm->qtest))) {
		if (!strncmp(line, "OK", 2))
			return line[2] ? strtoull(line + 3, NULL, 0) : 0;
		if (strncmp(line, "IRQ", 3))
			die("%s: %s: %s", vm->name, command, line);
	}
	die("%s: QEMU is gone", vm->name);
	return 0;
}

static void start(struct vm *vm, const char *incoming, bool iommufd, const char *property)
{
	char device[300], qt[100], qm[100];
	int fd;

	snprintf(device, sizeof(device),
		 "vfio-pci,id=vf,addr=5,sysfsdev=/sys/bus/mdev/devices/%s,enable-migration=on%s%s",
		 vm->uuid, iommufd ? ",iommufd=iommufd0" : "", property);
	snprintf(qt, sizeof(qt), "unix:/tmp/%s.qtest,server=on,wait=off", vm->name);
	snprintf(qm, sizeof(qm), "unix:/tmp/%s.qmp,server=on,wait=off", vm->name);
	snprintf(vm->log, sizeof(vm->log), "/tmp/%s.log", vm->name);
	vm->pid = fork();
	if (!vm->pid) {
		const char *argv[40] = {
			qemu, "-machine", "q35", "-accel", "tcg", "-m", "64", "-nodefaults",
			"-display", "none", "-no-user-config", "-bios", "/tmp/halt.bin",
			"-global", "apic-common.vapic=off", "-qtest", qt, "-qtest-log", "/dev/null", "-qmp", qm,
		};
		int n = 21;

		if (iommufd) {
			argv[n++] = "-object";
			argv[n++] = "iommufd,id=iommufd0";
		}
		argv[n++] = "-device";
		argv[n++] = device;
		if (incoming) {
			argv[n++] = "-incoming";
			argv[n++] = incoming;
		}
		fd = open(vm->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		dup2(fd, 1);
		dup2(fd, 2);
		execv(qemu, (char **)argv);
		_exit(127);
	}
	vm->qmp = connect_to(vm, "qmp");
	vm->qtest = connect_to(vm, "qtest");
	get_line(vm, vm->qmp);		/* the greeting */
	qmp(vm, "{\"execute\":\"qmp_capabilities\"}");
}

/* At the end, however that comes: what the machines said, and nothing is left. */
static void clean_up(void)
{
	char path[200], line[500];
	int i;
	FILE *f;

	for (i = 0; i < nr_vms; i++) {
		struct vm *vm = vms[i];

		if (vm->pid > 0) {
			kill(vm->pid, SIGKILL);
			waitpid(vm->pid, NULL, 0);
		}
		f = fopen(vm->log, "r");
		while (f && fgets(line, sizeof(line), f))
			printf("%s says: %s", vm->name, line);
		if (f)
			fclose(f);
		snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/remove", vm->uuid);
		write_to(path, "1");
	}
}

static void config_write(struct vm *vm, unsigned int reg, uint32_t val, int size)
{
	qtest(vm, "outl 0xcf8 0x%x", 0x80000000U | DEVFN << 8 | (reg & ~3U));
	qtest(vm, "%s 0x%x 0x%x", size == 4 ? "outl" : "outw", 0xcfc + (reg & 3), val);
}

static uint32_t config_read(struct vm *vm, unsigned int reg)
{
	qtest(vm, "outl 0xcf8 0x%x", 0x80000000U | DEVFN << 8 | (reg & ~3U));
	return qtest(vm, "inl 0xcfc");
}

/* What firmware would do. */
static void set_up(struct vm *vm)
{
	uint32_t id = config_read(vm, 0);

	if (id != 0x32534348)
		die("%s: there is no mtty, but %#x", vm->name, id);
	config_write(vm, 0x10, IO0, 4);
	config_write(vm, 0x14, IO1, 4);
	config_write(vm, 0x18, MMIO, 4);
	config_write(vm, 0x04, 7, 2);
}

static uint32_t reg(struct vm *vm, unsigned int r)
{
	return qtest(vm, "readl 0x%lx", MMIO + r);
}

static void set_reg(struct vm *vm, unsigned int r, uint32_t val)
{
	qtest(vm, "writel 0x%lx 0x%x", MMIO + r, val);
}

static int command(struct vm *vm, uint32_t cmd, uint64_t addr, uint32_t len, uint32_t mem_off,
		   uint32_t value)
{
	set_reg(vm, ADDR_LO, addr);
	set_reg(vm, ADDR_HI, addr >> 32);
	set_reg(vm, LEN, len);
	set_reg(vm, MEM_OFF, mem_off);
	set_reg(vm, VALUE, value);
	set_reg(vm, COMMAND, cmd);
	return reg(vm, STATUS);
}

/* A byte of guest memory, as the emulator reads it. */
static uint8_t guest_byte(struct vm *vm, uint64_t addr)
{
	return qtest(vm, "readb 0x%llx", (unsigned long long)addr);
}

/* How the last migration ended, and how many bytes of device state it had. */
static char outcome[64];
static unsigned long long device_bytes;

/* Waits for an end of the migration that vm has begun; whether it was a good one. */
static bool migrated(struct vm *vm)
{
	const char *answer, *p;
	int i;

	for (i = 0; i < 1200; i++) {
		answer = qmp(vm, "{\"execute\":\"query-migrate\"}");
		p = answer ? strstr(answer, "\"status\": \"") : NULL;
		if (p) {
			sscanf(p + 11, "%63[a-z-]", outcome);
			if (!strcmp(outcome, "completed")) {
				printf("%s\n", answer);
				p = strstr(answer, "\"vfio\": {\"transferred\": ");
				device_bytes = p ? strtoull(p + 24, NULL, 10) : 0;
				return true;
			}
			if (!strcmp(outcome, "failed") || !strcmp(outcome, "cancelled")) {
				printf("%s\n", answer);
				return false;
			}
		}
		usleep(100000);
	}
	snprintf(outcome, sizeof(outcome), "without an end");
	return false;
}

static void begin(struct vm *vm, const char *uri)
{
	if (!qmp(vm, "{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"%s\"}}", uri))
		die("%s: migrate is refused", vm->name);
}

/*
 * Between source and target: holds the stream back after so many bytes until it is let
 * go, so that the migration cannot end before enough has changed.  Guest memory has been
 * sent by then, and some of the device's, a part of which is to be sent again.
 */
#define HOLD_AFTER	(3 * 512 * 1024)

static struct relay {
	const char *from, *to;
	atomic_bool hold, holds;
	pthread_t thread;
	int listener;
} relay;

static int unix_socket(const char *path, struct sockaddr_un *sa)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memset(sa, 0, sizeof(*sa));
	sa->sun_family = AF_UNIX;
	snprintf(sa->sun_path, sizeof(sa->sun_path), "%s", path);
	return fd;
}

static void *relay_thread(void *arg)
{
	struct relay *r = arg;
	struct sockaddr_un sa;
	static char buf[65536];
	int in = accept(r->listener, NULL, NULL), out = unix_socket(r->to, &sa);
	size_t total = 0;
	ssize_t n, done, m;

	if (in < 0 || connect(out, (void *)&sa, sizeof(sa)))
		return NULL;
	while ((n = read(in, buf, sizeof(buf))) > 0) {
		for (done = 0; done < n; done += m) {
			m = write(out, buf + done, n - done);
			if (m <= 0)
				break;
		}
		if (done < n)
			break;
		total += n;
		while (total > HOLD_AFTER && atomic_load(&r->hold)) {
			atomic_store(&r->holds, true);
			usleep(10000);
		}
	}
	close(in);
	close(out);
	return NULL;
}

static void start_relay(const char *from, const char *to)
{
	struct sockaddr_un sa;

	relay.from = from;
	relay.to = to;
	atomic_store(&relay.hold, true);
	atomic_store(&relay.holds, false);
	unlink(from);
	relay.listener = unix_socket(from, &sa);
	if (bind(relay.listener, (void *)&sa, sizeof(sa)) || listen(relay.listener, 1) ||
	    pthread_create(&relay.thread, NULL, relay_thread, &relay))
		die("%s: %s", from, strerror(errno));
}

static bool running(struct vm *vm)
{
	const char *answer = NULL;
	int i;

	for (i = 0; i < 600; i++) {
		answer = qmp(vm, "{\"execute\":\"query-status\"}");
		if (answer && strstr(answer, "\"status\": \"running\""))
			return true;
		usleep(100000);
	}
	printf("%s: %s\n", vm->name, answer ?: "no status");
	return false;
}

/* A UART with something in it. */
static const char *text[2] = { "mediated", "migrated" };

static void fill_uart(struct vm *vm, int port)
{
	unsigned int io = port ? IO1 : IO0;
	const char *p;

	qtest(vm, "outb 0x%x 0x83", io + 3);
	qtest(vm, "outb 0x%x 0x%x", io, 0x0c + port);
	qtest(vm, "outb 0x%x 0x01", io + 1);
	qtest(vm, "outb 0x%x 0x03", io + 3);
	qtest(vm, "outb 0x%x 0x01", io + 2);
	qtest(vm, "outb 0x%x 0x%x", io + 4, 0x0b);
	qtest(vm, "outb 0x%x 0x%x", io + 7, 0xa5 + port);
	for (p = text[port]; *p; p++)
		qtest(vm, "outb 0x%x 0x%x", io, *p);
}

static void compare_uart(struct vm *a, struct vm *b, int port)
{
	unsigned int io = port ? IO1 : IO0, r;
	const char *p;

	/* What can be read without changing anything. */
	for (r = 1; r < 8; r++) {
		uint8_t x = qtest(a, "inb 0x%x", io + r), y = qtest(b, "inb 0x%x", io + r);

		check(x == y, "port %d, register %u: %s has %#x, %s %#x", port, r,
		      a->name, x, b->name, y);
	}
	check(qtest(b, "inb 0x%x", io + 7) == 0xa5U + port, "port %d: scratch register", port);
	check(qtest(b, "inb 0x%x", io + 3) == 3, "port %d: line control", port);
	for (p = text[port]; *p; p++) {
		uint8_t x = qtest(a, "inb 0x%x", io), y = qtest(b, "inb 0x%x", io);

		check(x == *p, "port %d of %s: '%c' for '%c'", port, a->name, x, *p);
		check(y == *p, "port %d of %s: '%c' for '%c'", port, b->name, y, *p);
	}
	check(!(qtest(b, "inb 0x%x", io + 5) & 1), "port %d: more in the FIFO", port);
}

static void uart(const char *property)
{
	struct vm *src, *dst;

	src = create("source", "mtty-2", 0);
	dst = create("target", "mtty-2", 0);
	start(src, NULL, false, property);
	start(dst, "unix:/tmp/mig", false, property);
	set_up(src);
	fill_uart(src, 0);
	fill_uart(src, 1);
	begin(src, "unix:/tmp/mig");
	check(migrated(src), "the migration ended as %s", outcome);
	if (!bad) {
		check(running(dst), "the target does not run");
		check(config_read(dst, 0x10) == (IO0 | 1), "BAR0 is %#x", config_read(dst, 0x10));
		compare_uart(src, dst, 0);
		compare_uart(src, dst, 1);
	}
}

#define RAM_BASE	(16UL << 20)	/* where the device writes */
#define RAM_PAGES	128
#define DEV_KB		2048
#define CHANGES		60		/* at least, of each, while it migrates */
#define DEV_PAGES	(DEV_KB / 4)

/* What each page should hold: of guest memory, and of the device. */
static uint8_t ram[RAM_PAGES], dev[DEV_PAGES];

/* A page of each; false when the device says that it is not running any more. */
static bool dirty_something(struct vm *vm, unsigned int step)
{
	unsigned int page = step * 7 % RAM_PAGES, dpage = step * 13 % DEV_PAGES;
	uint8_t value = step * 3 + 1, dvalue = step * 5 + 1;
	int ret;

	ret = command(vm, FILL, RAM_BASE + page * PAGE, PAGE, 0, value);
	if (!ret) {
		ram[page] = value;
		ret = command(vm, MEMFILL, 0, PAGE, dpage * PAGE, dvalue);
	}
	if (!ret)
		dev[dpage] = dvalue;
	check(!ret || ret == EBUSY, "%s: step %u: %s", vm->name, step, strerror(ret));
	return !ret;
}

static uint32_t crc_of(struct vm *vm, uint32_t cmd, uint64_t addr, uint32_t off, uint32_t len)
{
	int ret = command(vm, cmd, addr, len, off, 0);

	check(!ret, "%s: checksum: %s", vm->name, strerror(ret));
	return reg(vm, RESULT);
}

/* The checksum of a page full of one value. */
static uint32_t crc32_page(uint8_t value)
{
	static uint32_t known[256];
	uint32_t crc = ~0U;
	unsigned int i, k;

	if (known[value])
		return known[value];
	for (i = 0; i < PAGE; i++) {
		crc ^= value;
		for (k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return known[value] = ~crc;
}

/* The machine that runs: each page of both memories is what it should be. */
static void check_memory(struct vm *vm)
{
	unsigned int page;

	for (page = 0; page < RAM_PAGES; page++) {
		uint64_t at = RAM_BASE + page * PAGE;

		/* By the emulator, and by the device. */
		check(guest_byte(vm, at) == ram[page] && guest_byte(vm, at + PAGE - 1) == ram[page],
		      "%s: page %u of guest memory is %#x for %#x", vm->name, page,
		      guest_byte(vm, at), ram[page]);
		check(crc_of(vm, CRC, at, 0, PAGE) == crc32_page(ram[page]),
		      "%s: page %u of guest memory, checksum", vm->name, page);
	}
	for (page = 0; page < DEV_PAGES; page++)
		check(crc_of(vm, MEMCRC, 0, page * PAGE, PAGE) == crc32_page(dev[page]),
		      "%s: page %u of device memory", vm->name, page);
}

static uint64_t seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* From one to the other while both memories change, as long as the device lets them. */
static unsigned int move(struct vm *src, struct vm *dst, const char *to, unsigned int step)
{
	unsigned int changes = 0;
	uint64_t until;

	start_relay("/tmp/relay", to);
	begin(src, "unix:/tmp/relay");
	for (until = seconds() + 120; dirty_something(src, step); step++) {
		/* What changes from now on has to be sent again. */
		changes += atomic_load(&relay.holds);
		if (changes == CHANGES)
			atomic_store(&relay.hold, false);
		if (seconds() >= until)
			break;
	}
	atomic_store(&relay.hold, false);
	printf("%u changes while it was on its way\n", changes);
	check(changes >= CHANGES, "only %u changes", changes);
	check(migrated(src), "the migration ended as %s", outcome);
	printf("%llu bytes of device state\n", device_bytes);
	check(device_bytes > DEV_KB * 1024 + 4 * PAGE, "no device memory was sent again");
	/* It may still wait for a source that never came. */
	shutdown(relay.listener, SHUT_RDWR);
	pthread_join(relay.thread, NULL);
	close(relay.listener);
	if (!bad)
		check(running(dst), "%s does not run", dst->name);
	return step + 1;
}

static void dma(bool iommufd, bool back)
{
	struct vm *src, *dst, *again;
	unsigned int step = 0;

	src = create("source", "mtty-dma-2", DEV_KB);
	dst = create("target", "mtty-dma-2", DEV_KB);
	start(src, NULL, iommufd, "");
	start(dst, "unix:/tmp/mig", iommufd, "");
	set_up(src);
	check(reg(src, MEM_SIZE) == DEV_KB * 1024, "device memory of %u", reg(src, MEM_SIZE));
	fill_uart(src, 0);
	fill_uart(src, 1);
	while (step < 300)
		check(dirty_something(src, step++), "the source does no DMA");
	check_memory(src);
	if (!bad)
		step = move(src, dst, "/tmp/mig", step);
	if (!bad) {
		/* The source is stopped: what its device would do it must not do now. */
		check(command(src, FILL, RAM_BASE, PAGE, 0, 1) == EBUSY,
		      "the source still does DMA");
		check_memory(dst);
	}
	if (!bad && back) {
		again = create("again", "mtty-dma-2", DEV_KB);
		start(again, "unix:/tmp/mig2", iommufd, "");
		step = move(dst, again, "/tmp/mig2", step);
		if (!bad)
			check_memory(again);
		if (!bad)
			compare_uart(dst, again, 0);
	} else if (!bad) {
		compare_uart(src, dst, 0);
		compare_uart(src, dst, 1);
		check(dirty_something(dst, step), "the target does no DMA");
		check_memory(dst);
	}
}

/*
 * A migration that must fail, and a source that goes on.  Where QEMU has to reset the
 * device on the way its memory is lost, but nothing else is.
 */
static void refused(unsigned int target_kb, const char *knob, const char *value, bool is_reset)
{
	struct vm *src, *dst;
	unsigned int step = 0;

	src = create("source", "mtty-dma-2", DEV_KB);
	dst = create("target", "mtty-dma-2", target_kb);
	start(src, NULL, false, "");
	start(dst, "unix:/tmp/mig", false, "");
	set_up(src);
	while (step < 300)
		check(dirty_something(src, step++), "the source does no DMA");
	if (knob)
		fault(src, knob, value);
	begin(src, "unix:/tmp/mig");
	check(!migrated(src) && !strcmp(outcome, "failed"), "the migration ended as %s", outcome);
	if (knob)
		fault(src, knob, "0");
	if (is_reset)
		memset(dev, 0, sizeof(dev));
	/* It may have gone on by itself. */
	qmp(src, "{\"execute\":\"cont\"}");
	check(running(src), "the source does not run");
	check(dirty_something(src, step), "the source does no DMA");
	check_memory(src);
}

/* The firmware: HLT wherever the CPU looks, and no interrupts are enabled. */
static void make_bios(void)
{
	static uint8_t halt[65536];
	FILE *f = fopen("/tmp/halt.bin", "w");

	memset(halt, 0xf4, sizeof(halt));
	if (!f || fwrite(halt, sizeof(halt), 1, f) != 1 || fclose(f))
		die("/tmp/halt.bin");
}

int main(int argc, char **argv)
{
	const char *what = argc == 3 ? argv[2] : "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	if (argc != 3)
		die("usage: migrate QEMU CASE");
	qemu = argv[1];
	make_bios();
	atexit(clean_up);
	if (!strcmp(what, "uart"))
		uart("");
	else if (!strcmp(what, "uart-untracked"))
		uart(",x-device-dirty-page-tracking=off");
	else if (!strcmp(what, "dma"))
		dma(false, false);
	else if (!strcmp(what, "dma-iommufd"))
		dma(true, false);
	else if (!strcmp(what, "back"))
		dma(false, true);
	else if (!strcmp(what, "other-memory"))
		refused(DEV_KB / 2, NULL, NULL, false);
	else if (!strcmp(what, "fault-start"))
		refused(DEV_KB, "fail_transition", "1", false);
	else if (!strcmp(what, "fault-stop"))
		refused(DEV_KB, "fail_transition", "2", true);
	else if (!strcmp(what, "fault-stream"))
		refused(DEV_KB, "fail_io", "3", false);
	else
		die("unknown case '%s'", what);
	return bad ? 1 : 0;
}
