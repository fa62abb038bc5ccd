// SPDX-License-Identifier: GPL-2.0
/*
 * The SEV shim: kvm_amd for a machine that has SVM but no SEV
 *
 * Real: all of the tree's arch/x86/kvm/svm, as it stands, and the kvm and kernel
 * around it.  It is loaded instead of kvm_amd.
 *
 * Faked: the CPU features and the CPUID leaf 0x8000001f that svm/ looks at (shim.h),
 * and the secure processor: the functions of the driver ccp that KVM calls end here.
 * Nothing is encrypted, and no guest runs as it would with SEV.  What this proves
 * is bookkeeping: ASIDs, their charges, who owns a context, and what is undone when
 * a command fails.
 *
 * The fake firmware is as strict as the real one where KVM could get it wrong: a
 * command needs the handle of an existing guest, an ASID belongs to one guest at a
 * time and needs a DF_FLUSH between two, and only a guest that has none can be
 * decommissioned.  Any file will do for /dev/sev.  There is no SNP, and there are no
 * SEND and RECEIVE commands.
 *
 * Parameters that are set when the module is loaded:
 *	min_asid, max_asid	as CPUID reports them, up to 511.  SEV-ES has the ASIDs
 *				from 1 to min_asid - 1, SEV those from min_asid to
 *				max_asid.  Other VMs get what the CPU has above: QEMU's
 *				has 15 in all.
 * at any time; they are negative errno values, 0 is success:
 *	fail_init, fail_flush	what each sev_platform_init() and DF_FLUSH returns
 *	fail_errno		what the call returns that fail_nth selects
 *	fail_nth		fail this call to the firmware and no other, counting
 *				from 1 for the next one; counts down to 0, which is off
 * and to be read:
 *	nr_calls		calls to the firmware, failed ones included
 *	nr_init, nr_flush	how many of them were sev_platform_init() and DF_FLUSH
 *	nr_guests		guests that the firmware has at present
 *	destroyed		what KVM knew of the last SEV VM that it destroyed
 */
#include <linux/bitmap.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include "svm.h"

#define NR_ASIDS	512
#define NR_GUESTS	512
#define MEASURE_LEN	48
#define ENC_BIT		51

/* The states of a guest, as GUEST_STATUS reports them. */
enum { UNINIT, LAUNCH_UPDATE, LAUNCH_SECRET, RUNNING };

static unsigned int min_asid = 5;
module_param(min_asid, uint, 0444);
static unsigned int max_asid = 14;
module_param(max_asid, uint, 0444);

static int fail_init, fail_flush, fail_errno = -EIO;
static unsigned int fail_nth;
module_param(fail_init, int, 0644);
module_param(fail_flush, int, 0644);
module_param(fail_errno, int, 0644);
module_param(fail_nth, uint, 0644);

static unsigned int nr_calls, nr_init, nr_flush, nr_guests;
module_param(nr_calls, uint, 0444);
module_param(nr_init, uint, 0444);
module_param(nr_flush, uint, 0444);
module_param(nr_guests, uint, 0444);

static char destroyed[80];
module_param_string(destroyed, destroyed, sizeof(destroyed), 0444);

static DEFINE_MUTEX(firmware_lock);
/* ASIDs that were deactivated since the last DF_FLUSH. */
static DECLARE_BITMAP(dirty, NR_ASIDS);
/* The handle of a guest is its index; 0 is none. */
static struct guest {
	u8 state;
	u32 policy;
	u32 asid;
} guests[NR_GUESTS];

void shim_cpuid(u32 op, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	*eax = op;
	*ecx = 0;
	native_cpuid(eax, ebx, ecx, edx);
	if (op != 0x8000001f)
		return;
	*ebx = ENC_BIT;
	*ecx = min(max_asid, NR_ASIDS - 1);
	*edx = min_asid;
}

static int launch_start(struct sev_data_launch_start *data)
{
	u32 handle;

	for (handle = 1; handle < NR_GUESTS; handle++) {
		if (guests[handle].state != UNINIT)
			continue;
		guests[handle].state = LAUNCH_UPDATE;
		guests[handle].policy = data->policy;
		data->handle = handle;
		nr_guests++;
		return 0;
	}
	return SEV_RET_RESOURCE_LIMIT;
}

static int activate(struct guest *guest, u32 asid)
{
	int i;

	if (guest->asid)
		return SEV_RET_ACTIVE;
	if (!asid || asid >= NR_ASIDS || asid > max_asid)
		return SEV_RET_INVALID_ASID;
	if (test_bit(asid, dirty))
		return SEV_RET_DFFLUSH_REQUIRED;
	for (i = 1; i < NR_GUESTS; i++) {
		if (guests[i].asid == asid)
			return SEV_RET_ASID_OWNED;
	}
	guest->asid = asid;
	return 0;
}

/* Execute a command; its result is a code of the firmware. */
static int execute(int cmd, void *data)
{
	struct sev_data_guest_status *status = data;
	struct sev_data_launch_measure *measure = data;
	struct sev_data_activate *act = data;
	struct guest *guest;

	if (cmd == SEV_CMD_INIT)
		return 0;
	if (cmd == SEV_CMD_DF_FLUSH) {
		bitmap_zero(dirty, NR_ASIDS);
		return 0;
	}
	if (cmd == SEV_CMD_LAUNCH_START)
		return launch_start(data);
	if (cmd < SEV_CMD_DECOMMISSION || cmd > SEV_CMD_DBG_ENCRYPT)
		return SEV_RET_UNSUPPORTED;

	/* The handle is the first field of all other commands. */
	if (act->handle >= NR_GUESTS || guests[act->handle].state == UNINIT)
		return SEV_RET_INVALID_GUEST;
	guest = &guests[act->handle];

	switch (cmd) {
	case SEV_CMD_ACTIVATE:
		return activate(guest, act->asid);
	case SEV_CMD_DEACTIVATE:
		if (guest->asid)
			__set_bit(guest->asid, dirty);
		guest->asid = 0;
		return 0;
	case SEV_CMD_DECOMMISSION:
		if (guest->asid)
			return SEV_RET_ACTIVE;
		guest->state = UNINIT;
		nr_guests--;
		return 0;
	case SEV_CMD_GUEST_STATUS:
		status->policy = guest->policy;
		status->asid = guest->asid;
		status->state = guest->state;
		return 0;
	}

	if (!guest->asid)
		return SEV_RET_INACTIVE;
	switch (cmd) {
	case SEV_CMD_LAUNCH_UPDATE_DATA:
	case SEV_CMD_LAUNCH_UPDATE_VMSA:
		return guest->state == LAUNCH_UPDATE ? 0 : SEV_RET_INVALID_GUEST_STATE;
	case SEV_CMD_LAUNCH_MEASURE:
		if (measure->len < MEASURE_LEN) {
			measure->len = MEASURE_LEN;
			return SEV_RET_INVALID_LEN;
		}
		measure->len = MEASURE_LEN;
		guest->state = LAUNCH_SECRET;
		return 0;
	case SEV_CMD_LAUNCH_FINISH:
		guest->state = RUNNING;
		return 0;
	case SEV_CMD_LAUNCH_UPDATE_SECRET:
	case SEV_CMD_DBG_DECRYPT:
	case SEV_CMD_DBG_ENCRYPT:
		return 0;
	}
	return SEV_RET_UNSUPPORTED;
}

int shim_firmware(int cmd, void *data, int *error)
{
	int result = 0, ret = 0;

	mutex_lock(&firmware_lock);
	nr_calls++;
	nr_init += cmd == SEV_CMD_INIT;
	nr_flush += cmd == SEV_CMD_DF_FLUSH;
	if (fail_nth && !--fail_nth)
		ret = fail_errno;
	else if (cmd == SEV_CMD_INIT)
		ret = fail_init;
	else if (cmd == SEV_CMD_DF_FLUSH)
		ret = fail_flush;
	if (ret) {
		result = SEV_RET_HWSEV_RET_PLATFORM;
	} else {
		result = execute(cmd, data);
		if (result)
			ret = -EIO;
	}
	mutex_unlock(&firmware_lock);

	if (error)
		*error = result;
	return ret;
}

/* The one of svm/sev.c, see Makefile. */
void real_sev_vm_destroy(struct kvm *kvm);

void sev_vm_destroy(struct kvm *kvm)
{
	struct kvm_sev_info *sev = to_kvm_sev_info(kvm);

	if (sev_guest(kvm))
		scnprintf(destroyed, sizeof(destroyed),
			  "asid=%u es=%d ghcb=%u need_init=%d charged=%d mirror=%d",
			  sev->asid, sev->es_active, sev->ghcb_version,
			  sev->need_init, !!sev->misc_cg, !!sev->enc_context_owner);
	real_sev_vm_destroy(kvm);
}
