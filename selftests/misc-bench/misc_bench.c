// SPDX-License-Identifier: GPL-2.0
/*
 * Many charges of the misc controller for one system call, see ../bench/misc.sh
 *
 * Parameters, all for root to write:
 *
 *   pairs N	charge the cgroup of the writer by 1 and uncharge it, N times
 *   from	(anything) remember the cgroup of the writer
 *   moves N	move a charge of 1 from the remembered cgroup to that of the
 *		writer and back, N times: by misc_cg_transfer() or, on a kernel
 *		that lacks it, by a charge of the new and an uncharge of the old
 *
 * It takes the resource of SEV's ASIDs, which no other module of the machine
 * has a capacity for.
 */

#include <linux/misc_cgroup.h>
#include <linux/module.h>

#define TYPE MISC_CG_RES_SEV

static struct misc_cg *from;

static int pairs_set(const char *val, const struct kernel_param *kp)
{
	struct misc_cg *cg;
	unsigned int n;
	int ret;

	ret = kstrtouint(val, 0, &n);
	if (ret)
		return ret;

	cg = get_current_misc_cg();
	while (n-- && !ret) {
		ret = misc_cg_try_charge(TYPE, cg, 1);
		if (!ret)
			misc_cg_uncharge(TYPE, cg, 1);
	}
	put_misc_cg(cg);
	return ret;
}

static int from_set(const char *val, const struct kernel_param *kp)
{
	put_misc_cg(from);
	from = get_current_misc_cg();
	return 0;
}

static int move(struct misc_cg *a, struct misc_cg *b)
{
#ifdef HAVE_TRANSFER
	return misc_cg_transfer(TYPE, a, b, 1);
#else
	int ret = misc_cg_try_charge(TYPE, b, 1);

	if (!ret)
		misc_cg_uncharge(TYPE, a, 1);
	return ret;
#endif
}

static int moves_set(const char *val, const struct kernel_param *kp)
{
	struct misc_cg *to, *at = from;
	unsigned int n;
	int ret;

	ret = kstrtouint(val, 0, &n);
	if (ret)
		return ret;
	if (!from)
		return -EINVAL;

	to = get_current_misc_cg();
	ret = misc_cg_try_charge(TYPE, from, 1);
	if (!ret) {
		for (n *= 2; n && !ret; n--) {
			struct misc_cg *next = at == from ? to : from;

			ret = move(at, next);
			if (!ret)
				at = next;
		}
		misc_cg_uncharge(TYPE, at, 1);
	}
	put_misc_cg(to);
	return ret;
}

/* The lock of the module's parameters serializes all three. */
static const struct kernel_param_ops pairs_ops = { .set = pairs_set };
module_param_cb(pairs, &pairs_ops, NULL, 0200);
static const struct kernel_param_ops from_ops = { .set = from_set };
module_param_cb(from, &from_ops, NULL, 0200);
static const struct kernel_param_ops moves_ops = { .set = moves_set };
module_param_cb(moves, &moves_ops, NULL, 0200);

static int __init misc_bench_init(void)
{
	return misc_cg_set_capacity(TYPE, 1000);
}
module_init(misc_bench_init);

static void __exit misc_bench_exit(void)
{
	misc_cg_set_capacity(TYPE, 0);
	put_misc_cg(from);
}
module_exit(misc_bench_exit);

MODULE_DESCRIPTION("Many charges of the misc controller");
MODULE_LICENSE("GPL");
