// SPDX-License-Identifier: GPL-2.0
/*
 * I/O breakpoints on a bare CPU
 *
 * The rows of tools/testing/selftests/kvm/x86_64/guest_debug_emul_test.c that
 * no process can prove: Linux has no I/O breakpoints for user space, and in a
 * VM it is KVM that sees to the ports.  This boots without any kernel, by the
 * Multiboot protocol, executes the same instructions with the same breakpoints
 * in 32-bit protected mode at CPL0, and compares with the expectations of that
 * test.  Nothing leaves CPL0, so there is no TSS.
 *
 * KTAP goes to COM2, that is where the rig reads results.  The expectations are
 * those of the manual: Intel SDM volume 3, "Debug Registers" and "Debug
 * Exceptions".  QEMU's TCG differs in some rows: on it, and only on it, those are
 * printed and not judged.
 */
typedef _Bool bool;
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;

#define true		1
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define STR_(x)		#x
#define STR(x)		STR_(x)

#define TEST_PORT	0x80
#define COM1		0x3f8
#define COM2		0x2f8
#define CODE_SEL	0x08
#define DATA_SEL	0x10

#define EFLAGS_FIXED	(1u << 1)
#define EFLAGS_TF	(1u << 8)
#define CR4_DE		(1u << 3)
#define DR6_INIT	0xffff0ff0u
#define DR6_BS		(1u << 14)
#define DR6_BITS	0xe00fu
#define DR7_INIT	0x400u
#define MAX_EVENTS	64

/* -- The start, and the way into the #DB handler. -- */

#define MULTIBOOT_MAGIC	0x1badb002

extern u8 db_entry[], fatal_entry[];
asm(".pushsection .multiboot, \"a\"\n"
	".balign 4\n"
	".long " STR(MULTIBOOT_MAGIC) ", 0, -" STR(MULTIBOOT_MAGIC) "\n"
	".popsection\n"
	".pushsection .text\n"
	".globl _start\n"
	"_start: cli; cld\n"
	"lgdt gdt_ptr\n"
	"ljmp $" STR(CODE_SEL) ", $1f\n"
	"1: mov $" STR(DATA_SEL) ", %eax\n"
	"mov %eax, %ds; mov %eax, %es; mov %eax, %ss\n"
	"mov $stack_end, %esp\n"
	"call main\n"
	/* Whatever it is, and on whatever stack: it is reported, and that is it. */
	"fatal_entry: call fatal\n"
	"db_entry: pushal; cld\n"
	"push %esp; call handle_db; pop %eax\n"
	"popal; iret\n"
	".popsection\n"
	".pushsection .data\n"
	".balign 8\n"
	"gdt: .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff\n"
	"gdt_ptr: .word . - gdt - 1; .long gdt\n"
	".popsection\n"
	".pushsection .bss\n"
	".balign 16\n"
	".skip 16384\n"
	"stack_end:\n"
	".popsection");

static void outb(u16 port, u8 val)
{
	asm volatile("outb %0, %1" : : "a"(val), "Nd"(port));
}

static u8 inb(u16 port)
{
	u8 val;

	asm volatile("inb %1, %0" : "=a"(val) : "Nd"(port));
	return val;
}

/* -- Output. -- */

static void serial_init(u16 port)
{
	outb(port + 3, 0x80);	/* 115200 baud */
	outb(port + 0, 1);
	outb(port + 1, 0);
	outb(port + 3, 0x03);	/* 8N1, no interrupts */
	outb(port + 1, 0);
}

/* Each character leaves before the next one, the last one before power-off. */
static void puts_to(u16 port, const char *s)
{
	for (; *s; s++) {
		outb(port, *s);
		while (!(inb(port + 5) & 0x40))
			;
	}
}

static void print(const char *s)
{
	puts_to(COM2, s);
}

static void print_num(u32 n, u32 base)
{
	char buf[12], *p = buf + sizeof(buf);

	*--p = 0;
	do {
		*--p = "0123456789abcdef"[n % base];
		n /= base;
	} while (n);
	print(p);
}

/* As "%#x". */
static void print_hex(u32 n)
{
	if (n)
		print("0x");
	print_num(n, 16);
}

static void __attribute__((noreturn)) power_off(void)
{
	const char *s;

	for (s = "Shutdown"; *s; s++)
		outb(0x8900, *s);			/* Bochs */
	/* SLP_EN, the register where SeaBIOS has put it on QEMU's q35 */
	asm volatile("outw %w0, %w1" : : "a"(0x2000), "d"(0x604));
	for (;;)
		asm volatile("hlt");
}

void __attribute__((noreturn, used)) fatal(void)
{
	asm volatile("mov %0, %%dr7" : : "r"(DR7_INIT));
	print("Bail out! unexpected exception\n");
	power_off();
}

/* -- The instructions. -- */

enum operand { PORT, PORT_DI, PORT_SI };

struct form {
	const char *name;
	u8 *insn, *next;
	enum operand operand;
};

/* What follows is there for a step that comes late, and ends the row in any case. */
#define FORM(_name, _operand, _text)					\
extern u8 _name##_insn[], _name##_next[];				\
asm(".pushsection .text\n"						\
	#_name "_insn: " _text "\n"					\
	#_name "_next: nop; nop; nop; jmp *%ebp\n"			\
	".popsection");							\
static const struct form _name = {					\
	#_name, _name##_insn, _name##_next, _operand			\
}

FORM(inb_dx, PORT, "inb %dx, %al");
FORM(inl_dx, PORT, "inl %dx, %eax");
FORM(outb_dx, PORT, "outb %al, %dx");
FORM(outw_dx, PORT, "outw %ax, %dx");
FORM(outl_dx, PORT, "outl %eax, %dx");
FORM(insb, PORT_DI, "insb");
FORM(outsl, PORT_SI, "outsl");
FORM(rep_insb, PORT_DI, "rep insb");
FORM(rep_outsb, PORT_SI, "rep outsb");

/* -- What is armed, and what the CPU does then. -- */

enum { BP_X, BP_W, BP_IO, BP_RW };	/* DR7.RW */

struct watch {
	u8 type, len;	/* no breakpoint if the length is 0 */
	short off;	/* to TEST_PORT, or to the memory operand */
};

#define W(len, off)	{ BP_W, len, off }
#define IO(len, off)	{ BP_IO, len, off }
#define TF		.tf = true

enum { AT_INSN, AT_NEXT };

struct result {
	int n;			/* events */
	long first, last;	/* EIP of the first and the last one */
	u32 dr6, cx;		/* of the first one */
};

#define B0		1
#define B1		2
#define MISS		.want = { 0 }
#define HIT(bits)	.want = { 1, AT_NEXT, AT_NEXT, bits }
/* @n events, the first one with @left iterations left */
#define REP(n, left, first, last, bits)					\
	.want = { n, AT_##first, AT_##last, bits, left }

#define NO_DE		.no_de = true
/* The row isn't judged on QEMU's TCG, 7.2: what that does instead. */
#define DIFFERS_ON_QEMU(how)	.differs = "differs on QEMU: " how
/* Nor executed. */
#define ABORTS_QEMU(how)	DIFFERS_ON_QEMU(how), .aborts = true

struct row {
	const struct form *form;
	u16 at;			/* offset of the port, or of the memory operand */
	u8 count;		/* ECX, for REP */
	struct watch watch[2];
	bool tf;
	struct result want;
	bool no_de;
	const char *differs;
	bool aborts;
};

/*
 * This is the block "I/O breakpoints" of the table of guest_debug_emul_test.c,
 * which also says in which environments a row runs (WIDE).
 */
static const struct row rows[] = {
	{ &inb_dx, 0, 0, { IO(1, 0) }, HIT(B0) },
	{ &inl_dx, 0, 0, { IO(1, 2) }, HIT(B0) },
	{ &outb_dx, 0, 0, { IO(1, 0) }, HIT(B0) },
	{ &outb_dx, 3, 0, { IO(4, 0) }, HIT(B0) },
	{ &outw_dx, 3, 0, { IO(2, 4) }, HIT(B0) },
	{ &outl_dx, 0, 0, { IO(4, 4) }, MISS },
	{ &outb_dx, 0, 0, { IO(1, 0) }, TF, HIT(B0 | DR6_BS),
	  DIFFERS_ON_QEMU("no DR6.BS") },
	{ &insb, 0, 0, { IO(1, 0) }, HIT(B0) },
	{ &insb, 0, 0, { IO(1, 0), W(1, 0) }, HIT(B0 | B1),
	  ABORTS_QEMU("a failed assertion of its own") },
	{ &outsl, 0, 0, { IO(1, 3) }, HIT(B0) },
	{ &rep_outsb, 0, 3, { IO(1, 0) }, REP(3, 2, INSN, NEXT, B0),
	  DIFFERS_ON_QEMU("REP is left after its first iteration") },
	{ &rep_insb, 0, 3, { IO(1, 1) }, REP(0, 0, INSN, INSN, 0) },
	/* Not in that table: without CR4.DE there are no I/O breakpoints. */
	{ &outb_dx, 0, 0, { IO(1, 0) }, MISS, NO_DE,
	  DIFFERS_ON_QEMU("it doesn't look at CR4.DE") },
};

/* Take turns with DR0-3, as there; DR6.Bn of the row's breakpoints moves with them. */
static int slot(const struct row *row, int watch)
{
	return ((row - rows) + watch) & 3;
}

static u32 want_dr6(const struct row *row)
{
	u32 i, dr6 = row->want.dr6 & ~(B0 | B1);

	for (i = 0; i < ARRAY_SIZE(row->watch); i++)
		if (row->want.dr6 & (1 << i))
			dr6 |= 1 << slot(row, i);
	return dr6;
}

static u8 ram[64] __attribute__((aligned(64)));

static u32 watch_addr(const struct watch *watch)
{
	return watch->off + (watch->type == BP_IO ? TEST_PORT : (u32)ram);
}

static u32 watch_dr7(const struct row *row, int i)
{
	static const u8 len_bits[] = { [1] = 0, [2] = 1, [4] = 3 };
	const struct watch *watch = &row->watch[i];
	int n = slot(row, i);

	return (1u << (n * 2)) | ((u32)watch->type << (16 + n * 4)) |
	       ((u32)len_bits[watch->len] << (18 + n * 4));
}

static void write_dr(int n, u32 val)
{
	switch (n) {
	case 0:
		asm volatile("mov %0, %%dr0" : : "r"(val));
		break;
	case 1:
		asm volatile("mov %0, %%dr1" : : "r"(val));
		break;
	case 2:
		asm volatile("mov %0, %%dr2" : : "r"(val));
		break;
	case 3:
		asm volatile("mov %0, %%dr3" : : "r"(val));
		break;
	case 6:
		asm volatile("mov %0, %%dr6" : : "r"(val));
		break;
	case 7:
		asm volatile("mov %0, %%dr7" : : "r"(val) : "memory");
		break;
	}
}

/* -- The CPU. -- */

struct db_regs {
	u32 di, si, bp, sp, bx, dx, cx, ax;	/* PUSHA */
	u32 ip, cs, flags;
};

static const struct row *current;
static volatile struct result got;

/* As the handler of the kernel's test: a step goes on as long as REP does. */
void __attribute__((used)) handle_db(struct db_regs *regs)
{
	const struct form *form = current->form;
	u32 dr6;

	asm volatile("mov %%dr6, %0" : "=r"(dr6));
	write_dr(6, DR6_INIT);

	got.last = regs->ip == (u32)form->insn ? AT_INSN :
		   AT_NEXT + (long)(regs->ip - (u32)form->next);
	if (!got.n++) {
		got.first = got.last;
		got.dr6 = (dr6 ^ DR6_INIT) & DR6_BITS;
		got.cx = current->count ? regs->cx : 0;
	}
	if (got.n == MAX_EVENTS)
		write_dr(7, DR7_INIT);
	if (got.n >= MAX_EVENTS || got.last != AT_INSN)
		regs->flags &= ~EFLAGS_TF;
}

static void init_idt(void)
{
	static struct {
		u16 offset_low, sel, type, offset_high;
	} idt[32];
	struct {
		u16 limit;
		u32 base;
	} __attribute__((packed)) ptr = { sizeof(idt) - 1, (u32)idt };
	u32 i, entry;

	for (i = 0; i < ARRAY_SIZE(idt); i++) {
		entry = (u32)(i == 1 ? db_entry : fatal_entry);
		idt[i].offset_low = entry;
		idt[i].sel = CODE_SEL;
		idt[i].type = 0x8e00;	/* 32-bit interrupt gate */
		idt[i].offset_high = entry >> 16;
	}
	asm volatile("lidt %0" : : "m"(ptr) : "memory");
}

static void set_de(bool on)
{
	u32 cr4;

	asm volatile("mov %%cr4, %0" : "=r"(cr4));
	cr4 = on ? cr4 | CR4_DE : cr4 & ~CR4_DE;
	asm volatile("mov %0, %%cr4" : : "r"(cr4));
}

/* IRET sets TF, so that the first step is the one over the instruction. */
static void execute(const struct row *row)
{
	u32 frame[] = {
		(u32)row->form->insn, CODE_SEL,
		EFLAGS_FIXED | (row->tf ? EFLAGS_TF : 0),
	};
	u32 di = (u32)&ram[32], si = (u32)&ram[32], dx = TEST_PORT;
	u32 ax = 0, cx = row->count;

	switch (row->form->operand) {
	case PORT:
		dx += row->at;
		break;
	case PORT_DI:
		di = (u32)ram + row->at;
		break;
	case PORT_SI:
		si = (u32)ram + row->at;
		break;
	}
	asm volatile("push %%ebp; mov $1f, %%ebp\n\t"
		     "pushl 8(%%ebx); pushl 4(%%ebx); pushl (%%ebx); iret\n"
		     "1: pop %%ebp; pushl %[flags]; popf"
		     : "+a"(ax), "+c"(cx), "+d"(dx), "+S"(si), "+D"(di)
		     : "b"(frame), [flags] "i"(EFLAGS_FIXED)
		     : "memory", "cc");
}

static void run_row(const struct row *row)
{
	u32 i, dr7 = DR7_INIT;

	current = row;
	got.n = got.first = got.last = got.dr6 = got.cx = 0;
	for (i = 0; i < sizeof(ram); i++)
		((volatile u8 *)ram)[i] = 0;
	set_de(!row->no_de);
	for (i = 0; i < ARRAY_SIZE(row->watch); i++) {
		if (!row->watch[i].len)
			continue;
		write_dr(slot(row, i), watch_addr(&row->watch[i]));
		dr7 |= watch_dr7(row, i);
	}
	write_dr(6, DR6_INIT);
	write_dr(7, dr7);
	execute(row);
	write_dr(7, DR7_INIT);
}

static bool is_qemu(void)
{
	u32 ax = 0x40000000, bx, cx, dx;

	asm volatile("cpuid" : "+a"(ax), "=b"(bx), "=c"(cx), "=d"(dx));
	return bx == 0x54474354;	/* TCGT of "TCGTCGTCGTCG" */
}

/* -- The report. -- */

static bool is_as_wanted(const struct row *row)
{
	const struct result *want = &row->want;

	return got.n == want->n &&
	       (!want->n ||
		(got.first == want->first && got.last == want->last &&
		 got.dr6 == want_dr6(row) && got.cx == want->cx));
}

static void print_name(const struct row *row, bool qemu)
{
	static const char * const types[] = { "X", "W", "IO", "RW" };
	u32 i;

	print(qemu ? "qemu " : "bare ");
	print(row->form->name);
	print("+");
	print_hex(row->at);
	for (i = 0; i < ARRAY_SIZE(row->watch); i++) {
		if (!row->watch[i].len)
			continue;
		print(" ");
		print(types[row->watch[i].type]);
		print_num(row->watch[i].len, 10);
		print("+");
		print_hex(row->watch[i].off);
	}
	if (row->tf)
		print(" TF");
	if (row->no_de)
		print(" CR4.DE=0");
}

static void print_ip(long ip)
{
	if (ip == AT_INSN) {
		print("insn");
		return;
	}
	print("next");
	if (ip != AT_NEXT) {
		print("+");
		print_hex(ip - AT_NEXT);
	}
}

static void print_result(int n, long first, long last, u32 dr6, u32 cx)
{
	if (!n) {
		print("no #DB");
		return;
	}
	print_num(n, 10);
	print(" #DB, eip ");
	print_ip(first);
	print(" .. ");
	print_ip(last);
	print(", dr6 ");
	print_hex(dr6);
	print(", ecx ");
	print_num(cx, 10);
}

static void print_got_want(const struct row *row)
{
	print("got ");
	print_result(got.n, got.first, got.last, got.dr6, got.cx);
	print(", want ");
	print_result(row->want.n, row->want.first, row->want.last, want_dr6(row),
		     row->want.cx);
}

void __attribute__((noreturn, used)) main(void)
{
	bool qemu = is_qemu();
	u32 i, n = 0;

	serial_init(COM1);
	serial_init(COM2);
	init_idt();
	/* The rig wants to see a kernel's first line. */
	puts_to(COM1, "Linux version none\n");

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		n += !(qemu && rows[i].differs);
	print("KTAP version 1\n1..");
	print_num(n, 10);
	print("\n");

	n = 0;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!(qemu && rows[i].aborts))
			run_row(&rows[i]);
		if (qemu && rows[i].differs) {
			print("# not judged: ");
			print_name(&rows[i], qemu);
			print(": ");
			print(rows[i].differs);
			if (!rows[i].aborts) {
				print(", ");
				print_got_want(&rows[i]);
			}
			print("\n");
			continue;
		}
		print(is_as_wanted(&rows[i]) ? "ok " : "not ok ");
		print_num(++n, 10);
		print(" ");
		print_name(&rows[i], qemu);
		if (!is_as_wanted(&rows[i])) {
			print(" # ");
			print_got_want(&rows[i]);
		}
		print("\n");
	}
	print("rig: end\n");
	power_off();
}
