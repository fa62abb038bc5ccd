// SPDX-License-Identifier: GPL-2.0
/*
 * How long free page reporting keeps interrupts off, see ../bench/page-reporting-lock.sh
 *
 * The module is a device that takes every report and does nothing with it.
 * Parameters, all for root, page_reporting_order has to be 0:
 *
 *   entries N	(write) have N free pages of which no two are neighbours, so
 *		that each is an entry of a free list, and report them
 *   entries	(read) how many there are
 *   pass	(write) a pass, which has nothing to report; -EAGAIN where timers
 *		are not precise yet
 *   pass_ns	(read) what the last pass took
 *   hold_ns	(read) the longest time in it without an interrupt
 *
 * The machine has one CPU and its time is the number of executed instructions.
 * A timer is due every 5 us.  What it is late by while the pass runs is how long
 * the pass had interrupts off, or up to an interval less, and it has them off
 * where it holds the lock of a zone; what it is late by while nothing does that
 * is taken off.
 */

#include <linux/gfp.h>
#include <linux/hrtimer.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/page_reporting.h>
#include <linux/slab.h>

#define INTERVAL	(5 * NSEC_PER_USEC)

static unsigned long reported;

static int report(struct page_reporting_dev_info *prdev,
		  struct scatterlist *sg, unsigned int nents)
{
	reported += nents;
	return 0;
}

static struct page_reporting_dev_info device = { .report = report };

/* One pass, in this context instead of that of a worker. */
static void pass(void)
{
	cancel_delayed_work_sync(&device.work);
	device.work.work.func(&device.work.work);
	cancel_delayed_work_sync(&device.work);
}

/* The pages between the free ones, linked by their lru. */
static LIST_HEAD(kept);
static unsigned long entries;

static void put_all(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &kept, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
	entries = 0;
}

static int entries_set(const char *val, const struct kernel_param *kp)
{
	unsigned int i, n, order = MAX_PAGE_ORDER;
	unsigned long before;
	struct page *page;
	int ret;

	ret = kstrtouint(val, 0, &n);
	if (ret)
		return ret;

	/* Movable, as most memory is: one list has them all. */
	while (entries < n) {
		page = alloc_pages(GFP_HIGHUSER_MOVABLE | __GFP_NORETRY, order);
		if (!page)
			return -ENOMEM;
		split_page(page, order);
		for (i = 0; i < 1 << order; i += 2) {
			list_add(&page[i].lru, &kept);
			__free_page(page + i + 1);
			entries++;
		}
		cond_resched();
	}

	do {
		before = reported;
		pass();
	} while (reported != before);
	return 0;
}

static unsigned int ticks;
static ktime_t due;
static u64 late;

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	ktime_t now = ktime_get();

	ticks++;
	late = max_t(u64, late, ktime_sub(now, due));
	due = ktime_add(now, INTERVAL);
	hrtimer_set_expires(timer, due);
	return HRTIMER_RESTART;
}

/* lateness() - What the timer is late by at most while @what runs. */
static u64 lateness(void (*what)(void), u64 *took)
{
	struct hrtimer timer;
	ktime_t start;

	hrtimer_init_on_stack(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_HARD);
	timer.function = tick;
	ticks = 0;
	late = 0;
	start = ktime_get();
	due = ktime_add(start, INTERVAL);
	hrtimer_start(&timer, due, HRTIMER_MODE_ABS_HARD);
	what();
	*took = ktime_sub(ktime_get(), start);
	hrtimer_cancel(&timer);
	destroy_hrtimer_on_stack(&timer);
	return late;
}

static void nothing(void)
{
	ktime_t end = ktime_add(ktime_get(), 100 * INTERVAL);

	while (ktime_before(ktime_get(), end))
		cpu_relax();
}

static unsigned long pass_ns, hold_ns;

static int pass_set(const char *val, const struct kernel_param *kp)
{
	unsigned long before;
	u64 took, usual;
	ktime_t start;

	usual = lateness(nothing, &took);
	/* Early after the start of the machine timers wait for a jiffy. */
	if (ticks < 50)
		return -EAGAIN;

	before = reported;
	start = ktime_get();
	pass();
	pass_ns = ktime_sub(ktime_get(), start);
	hold_ns = lateness(pass, &took) - usual;
	return reported == before ? 0 : -EBUSY;
}

static const struct kernel_param_ops entries_ops = {
	.set = entries_set,
	.get = param_get_ulong,
};
module_param_cb(entries, &entries_ops, &entries, 0600);
static const struct kernel_param_ops pass_ops = { .set = pass_set };
module_param_cb(pass, &pass_ops, NULL, 0200);
module_param(pass_ns, ulong, 0400);
module_param(hold_ns, ulong, 0400);

static int __init reporting_bench_init(void)
{
	return page_reporting_register(&device);
}
module_init(reporting_bench_init);

static void __exit reporting_bench_exit(void)
{
	page_reporting_unregister(&device);
	put_all();
}
module_exit(reporting_bench_exit);

MODULE_DESCRIPTION("Cost of a pass of free page reporting");
MODULE_LICENSE("GPL");
