/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Included before the first line of each file of the shim, see fake.c: what KVM
 * asks the CPU and the secure processor, it asks the shim.
 */
#ifndef SEV_SHIM_H
#define SEV_SHIM_H

/* The same as in KVM's files, which would come too late for what is included here. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

struct file;
#include <linux/psp-sev.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>

int shim_firmware(int cmd, void *data, int *error);

#define sev_do_cmd(cmd, data, error)	shim_firmware(cmd, data, error)
#define sev_issue_cmd_external_user(file, cmd, data, error) shim_firmware(cmd, data, error)
#define sev_guest_activate(data, error)	shim_firmware(SEV_CMD_ACTIVATE, data, error)
#define sev_guest_deactivate(data, error) shim_firmware(SEV_CMD_DEACTIVATE, data, error)
#define sev_guest_decommission(data, error) shim_firmware(SEV_CMD_DECOMMISSION, data, error)
#define sev_guest_df_flush(error)	shim_firmware(SEV_CMD_DF_FLUSH, NULL, error)
#define sev_platform_init(args)		shim_firmware(SEV_CMD_INIT, NULL, &(args)->error)
#define sev_platform_shutdown()		do { } while (0)

static __always_inline bool shim_cpu_has(unsigned int bit)
{
	return bit == X86_FEATURE_SEV || bit == X86_FEATURE_SEV_ES ||
	       bit == X86_FEATURE_DECODEASSISTS || bit == X86_FEATURE_FLUSHBYASID ||
	       bit == X86_FEATURE_NRIPS || bit == X86_FEATURE_LBRV;
}

#undef boot_cpu_has
#define boot_cpu_has(bit)	(shim_cpu_has(bit) || cpu_has(&boot_cpu_data, bit))

void shim_cpuid(u32 op, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx);
#define cpuid			shim_cpuid

#endif /* SEV_SHIM_H */
