// SPDX-License-Identifier: GPL-2.0
/*
 * sevctl - SEV VMs as a script
 *
 * Commands on standard input, one a line, each with the result that it should
 * have, which is 0 where none is given and anything where it is `?':
 *
 *	COMMAND ARGUMENT ... [= RESULT]
 *
 *	vm NAME TYPE		create a VM; 0 default, 2 SEV, 3 SEV-ES
 *	vcpu NAME		create the next vCPU
 *	init, esinit NAME	KVM_SEV_INIT, KVM_SEV_ES_INIT
 *	init2 NAME [VERSION]	KVM_SEV_INIT2, with this version of the GHCB
 *	start, update, vmsa, measure, finish, status NAME
 *				LAUNCH_START, LAUNCH_UPDATE_DATA of a page, ...
 *	region NAME		register a page as encrypted
 *	run NAME		KVM_RUN of the first vCPU, which halts at once
 *	move, mirror NAME FROM	move or copy the encryption context
 *	close NAME		all that there is of a VM
 *	write FILE TEXT
 *	read FILE		its lines, joined with `, '
 *
 * The result of `read' is a text, that of all others 0 or an errno's name.  What
 * differs is printed, and the exit status is 1; -v prints everything.  The VMs
 * that are left are closed at the end.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <linux/kvm.h>

#define MAX_VMS		64
#define MAX_VCPUS	8
#define PAGE		4096

static struct vm {
	char name[16];
	int fd, nr_vcpus;
	int vcpus[MAX_VCPUS];
} vms[MAX_VMS];
static int kvm, sev;
/* The memory of all VMs: nothing is encrypted in it. */
static char page[PAGE] __attribute__((aligned(PAGE))), blob[PAGE];

static void die(const char *what, const char *arg)
{
	fprintf(stderr, "sevctl: %s: %s\n", what, arg);
	exit(2);
}

/* Commands to a VM that is not there, or could not be created, end with EBADF. */
static struct vm *find(const char *name)
{
	static struct vm none = { .fd = -1, .vcpus[0] = -1 };
	int i;

	for (i = 0; i < MAX_VMS; i++) {
		if (!strcmp(vms[i].name, name))
			return &vms[i];
	}
	if (!*name)
		die("cannot have more VMs than", "64");
	return &none;
}

static int create(const char *name, unsigned long type)
{
	/* The last page below 4 GiB, where a CPU starts. */
	struct kvm_userspace_memory_region memory = {
		.guest_phys_addr = 0xfffff000, .memory_size = PAGE, .userspace_addr = (long)page,
	};
	struct vm *vm = find("");
	int fd = ioctl(kvm, KVM_CREATE_VM, type);

	if (fd < 0)
		return -1;
	vm->fd = fd;
	vm->vcpus[0] = -1;
	snprintf(vm->name, sizeof(vm->name), "%s", name);
	return ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &memory);
}

static int create_vcpu(struct vm *vm)
{
	int fd;

	if (vm->nr_vcpus == MAX_VCPUS)
		die("too many vCPUs", vm->name);
	fd = ioctl(vm->fd, KVM_CREATE_VCPU, vm->nr_vcpus);
	if (fd < 0)
		return -1;
	vm->vcpus[vm->nr_vcpus++] = fd;
	return 0;
}

static int destroy(struct vm *vm)
{
	while (vm->nr_vcpus)
		close(vm->vcpus[--vm->nr_vcpus]);
	vm->name[0] = '\0';
	return close(vm->fd);
}

static int take(struct vm *vm, int cap, const char *from)
{
	struct kvm_enable_cap enable = { .cap = cap, .args[0] = find(from)->fd };

	return ioctl(vm->fd, KVM_ENABLE_CAP, &enable);
}

static int write_file(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY), ret = -1, err;

	if (fd >= 0) {
		ret = write(fd, text, strlen(text)) < 0 ? -1 : 0;
		err = errno;
		close(fd);
		errno = err;
	}
	return ret;
}

static void read_file(const char *file, char *text, size_t size)
{
	FILE *f = fopen(file, "r");
	char line[128];
	size_t n = 0;

	if (!f)
		die("cannot read", file);
	*text = '\0';
	while (n < size && fgets(line, sizeof(line), f))
		n += snprintf(text + n, size - n, "%s%.*s", n ? ", " : "",
			      (int)strcspn(line, "\n"), line);
	fclose(f);
}

static int execute(const char *cmd, const char *a, const char *b)
{
	struct vm *vm = strcmp(cmd, "vm") ? find(a) : NULL;
	struct kvm_sev_init init2 = { .ghcb_version = strtoul(b, NULL, 0) };
	struct kvm_sev_launch_start start = { 0 };
	struct kvm_sev_launch_update_data update = { .uaddr = (long)page, .len = PAGE };
	struct kvm_sev_launch_measure measure = { .uaddr = (long)blob, .len = PAGE };
	struct kvm_sev_guest_status status;
	struct kvm_enc_region region = { .addr = (long)page, .size = PAGE };
	const struct {
		const char *name;
		int id;
		void *data;
	} ops[] = {
		{ "init", KVM_SEV_INIT, NULL },
		{ "esinit", KVM_SEV_ES_INIT, NULL },
		{ "init2", KVM_SEV_INIT2, &init2 },
		{ "start", KVM_SEV_LAUNCH_START, &start },
		{ "update", KVM_SEV_LAUNCH_UPDATE_DATA, &update },
		{ "vmsa", KVM_SEV_LAUNCH_UPDATE_VMSA, NULL },
		{ "measure", KVM_SEV_LAUNCH_MEASURE, &measure },
		{ "finish", KVM_SEV_LAUNCH_FINISH, NULL },
		{ "status", KVM_SEV_GUEST_STATUS, &status },
	};
	unsigned int i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		struct kvm_sev_cmd op = {
			.id = ops[i].id, .data = (long)ops[i].data, .sev_fd = sev,
		};

		if (!strcmp(cmd, ops[i].name))
			return ioctl(vm->fd, KVM_MEMORY_ENCRYPT_OP, &op);
	}
	if (!strcmp(cmd, "vm"))
		return create(a, strtoul(b, NULL, 0));
	if (!strcmp(cmd, "vcpu"))
		return create_vcpu(vm);
	if (!strcmp(cmd, "region"))
		return ioctl(vm->fd, KVM_MEMORY_ENCRYPT_REG_REGION, &region);
	if (!strcmp(cmd, "run"))
		return ioctl(vm->vcpus[0], KVM_RUN, 0);
	if (!strcmp(cmd, "move"))
		return take(vm, KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM, b);
	if (!strcmp(cmd, "mirror"))
		return take(vm, KVM_CAP_VM_COPY_ENC_CONTEXT_FROM, b);
	if (!strcmp(cmd, "close"))
		return destroy(vm);
	die("no such command", cmd);
	return -1;
}

int main(int argc, char *argv[])
{
	int verbose = argc > 1 && !strcmp(argv[1], "-v"), status = 0, ret, i;
	char line[512], result[512], *want, *cmd, *a, *b;

	page[0xff0] = 0xf4;	/* HLT */
	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	sev = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (kvm < 0 || sev < 0)
		die("cannot open", "/dev/kvm or /dev/null");
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		want = strstr(line, " =");
		if (want) {
			*want = '\0';
			want += strspn(want + 1, "= ") + 1;
		}
		cmd = strtok(line, " \t");
		a = strtok(NULL, " \t") ?: "";
		b = strtok(NULL, "") ?: "";
		if (!cmd || *cmd == '#')
			continue;
		if (!strcmp(cmd, "read")) {
			read_file(a, result, sizeof(result));
		} else {
			ret = strcmp(cmd, "write") ? execute(cmd, a, b) : write_file(a, b);
			strcpy(result, ret < 0 ? strerrorname_np(errno) : "0");
		}
		want = want ?: "0";
		ret = strcmp(want, "?") && strcmp(want, result);
		if (ret || verbose)
			printf("%s %s %s: %s%s%s\n", cmd, a, b, result,
			       ret ? ", not " : "", ret ? want : "");
		fflush(stdout);
		status |= ret != 0;
	}
	for (i = 0; i < MAX_VMS; i++) {
		if (vms[i].name[0])
			destroy(&vms[i]);
	}
	return status;
}
