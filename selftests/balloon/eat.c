// SPDX-License-Identifier: GPL-2.0
/*
 * Takes memory of the guest, for ../balloon.sh
 *
 *   eat thp MIB	touch so much anonymous memory, in huge pages
 *   eat quick MIB	the same, of each page only one byte
 *   eat small MIB	as thp, in pages of 4 KiB
 *   eat holes MIB	as quick, in such pages, and then give back every other one
 *   eat tables MIB	so much in page tables, which cannot be moved
 *   eat faults file|thp MIB ROUNDS
 *			map, touch and unmap so much, so many times
 *   eat churn MIB PAUSE SECONDS
 *			touch so much in huge pages, free it, sleep for PAUSE ms, and
 *			again
 *
 * The first five print `eaten' and keep what they have until they are killed.
 * `faults' prints the nanoseconds that it took, `churn' how many cycles there
 * were and the nanoseconds of a cycle without its pause.
 *
 * New memory has to be zero, whatever happened to it in between.
 */
#define _GNU_SOURCE
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096UL
#define HUGE (2UL << 20)
#define MIB (1UL << 20)

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static char *map(size_t size, int prot, int flags, int fd)
{
	char *p = mmap(NULL, size, prot, MAP_PRIVATE | flags, fd, 0);

	if (p == MAP_FAILED)
		err(1, "mmap of %zu MiB", size / MIB);
	return p;
}

/* Anonymous memory; what is returned is aligned to a huge page. */
static char *anon(size_t size, int prot, int advice)
{
	char *m = map(size + HUGE, prot, MAP_ANONYMOUS | MAP_NORESERVE, -1);
	char *p = (char *)(((uintptr_t)m + HUGE - 1) & -HUGE);

	if (p > m)
		munmap(m, p - m);
	if (p < m + HUGE)
		munmap(p + size, m + HUGE - p);
	if (madvise(p, size, advice))
		err(1, "madvise");
	return p;
}

/* The whole page is read, after a write that makes it one of its own. */
static void touch_and_check(char *p, size_t size)
{
	static const char zero[PAGE];

	for (size_t i = 0; i < size; i += PAGE) {
		p[i] = 1;
		if (memcmp(p + i + 1, zero, PAGE - 1))
			errx(1, "new memory is not zero");
		memset(p + i, 0x5a, PAGE);
	}
}

static void touch(char *p, size_t size)
{
	for (size_t i = 0; i < size; i += PAGE)
		p[i] = 1;
}

static void eat(const char *what, size_t size)
{
	char *p;

	if (!strcmp(what, "tables")) {
		/* One page of them for each 2 MiB; what is read is the zero page. */
		p = anon(size / PAGE * HUGE, PROT_READ, MADV_NOHUGEPAGE);
		for (size_t i = 0; i < size / PAGE; i++)
			*(volatile char *)(p + i * HUGE);
	} else {
		int small = !strcmp(what, "small") || !strcmp(what, "holes");

		p = anon(size, PROT_READ | PROT_WRITE,
			 small ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
		if (!strcmp(what, "quick") || !strcmp(what, "holes"))
			touch(p, size);
		else
			touch_and_check(p, size);
	}
	if (!strcmp(what, "holes"))
		for (size_t i = 0; i < size; i += 2 * PAGE)
			if (madvise(p + i, PAGE, MADV_DONTNEED))
				err(1, "MADV_DONTNEED");
	puts("eaten");
	fflush(stdout);
	for (;;)
		pause();
}

static void faults(const char *what, size_t size, int rounds)
{
	int fd = -1;
	uint64_t start;
	char *p;

	if (!strcmp(what, "file")) {
		fd = memfd_create("faults", 0);
		if (fd < 0 || ftruncate(fd, size))
			err(1, "memfd");
	}
	start = now();
	while (rounds--) {
		if (fd < 0)
			p = anon(size, PROT_READ | PROT_WRITE, MADV_HUGEPAGE);
		else
			p = map(size, PROT_READ | PROT_WRITE, 0, fd);
		touch(p, size);
		munmap(p, size);
	}
	printf("%llu\n", (unsigned long long)(now() - start));
}

static void churn(size_t size, int pause, int seconds)
{
	uint64_t start = now(), busy = 0, begin;
	int cycles = 0;
	char *p;

	while (now() - start < seconds * 1000000000ULL) {
		begin = now();
		p = anon(size, PROT_READ | PROT_WRITE, MADV_HUGEPAGE);
		touch(p, size);
		munmap(p, size);
		busy += now() - begin;
		cycles++;
		usleep(pause * 1000);
	}
	printf("%d %llu\n", cycles, (unsigned long long)busy / cycles);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "faults") && argc == 5)
		faults(argv[2], atol(argv[3]) * MIB, atoi(argv[4]));
	else if (!strcmp(what, "churn") && argc == 5)
		churn(atol(argv[2]) * MIB, atoi(argv[3]), atoi(argv[4]));
	else if (argc == 3)
		eat(what, atol(argv[2]) * MIB);
	else
		errx(2, "see the head of eat.c");
	return 0;
}
