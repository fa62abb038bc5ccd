# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="the series' kselftests on the bare base: each skips or fails for its reason"
variants=base
tests='series/*'
modules=kvm_amd
append=kvm.force_emulation_prefix=1
mem=2048
timeout=600
test_timeout=200
threads=single	# see svm-emulation
devices="-device vmgenid,guid=324e6eaf-d1d1-4bf6-bf41-b9bb6c91fb87"

# COLLECTION:TEST and what its output must hold on the base, an extended
# regular expression.  A test that passes on the base proves nothing; one of
# which each part is skipped does not pass.
reasons='
drivers/virt:vmgenid_bind.sh ^# not ok 3 bind after unbind
sysgenid:sysgenid_test SKIP +there is no /dev/sysgenid
sysgenid:sysgenid_test_32 SKIP +there is no /dev/sysgenid
sysgenid:sysgenid_calls_test SKIP +there is no /dev/sysgenid
sysgenid:sysgenid_calls_test_32 SKIP +there is no /dev/sysgenid
sysgenid:sysgenid_wrap_test SKIP +there is no /dev/sysgenid
sysgenid:sysgenid_stress SKIP no /dev/sysgenid
sysgenid:sysgenid_module.sh SKIP no module sysgenid
sysgenid:sysgenidctl.sh SKIP there is no /dev/sysgenid
page_reporting:page_reporting_test SKIP the module test_page_reporting or debugfs is missing
page_reporting:page_reporting_memory_test SKIP the module test_page_reporting or debugfs is missing
page_reporting:page_reporting_flush_test SKIP the module test_page_reporting or debugfs is missing
page_reporting:page_reporting_stress SKIP the module test_page_reporting or debugfs is missing
cgroup:test_misc SKIP the module misc_test_provider is missing
kvm:emulated_lock_test ^# not ok [0-9]+ emulated page split [a-z0-9]+$
kvm:emulated_lock_fault_test ^# not ok 1 guest page faults on either page
kvm:guest_debug_emul_test ^# not ok [0-9]+ fep/cpl0/guest movl_store[+]0 W4
kvm:debug_regs unhandled exception: vector = 3|Unhandled exception
'

# said COLLECTION:TEST: what it printed, whether it failed or was skipped.
said() { printed '' '(not )?ok' "selftests: ${1%%:*}: ${1#*:}"; }

verdict() {
	judge >raw
	while read -r test; do
		why=$(echo "$reasons" | sed -n "s|^$test ||p")
		if [ -z "$why" ]; then
			printf 'fail\t%s\tno reason is stated for the base\n' "$test"
		elif grep -q "^pass	$test	" raw && ! grep -q "^fail	$test/" raw; then
			printf 'fail\t%s\tpasses on the base\n' "$test"
		elif ! grep -q "^fail	${test}[	/]" raw; then
			printf 'fail\t%s\tdid not run\n' "$test"
		elif ! said "$test" | grep -aqE "$why"; then
			printf 'fail\t%s\tfails, but not for the stated reason: %s\n' "$test" "$why"
		else
			printf 'pass\t%s\tfails as stated: %s\n' "$test" "$why"
		fi
	done <chosen
	# What is wrong with the machine itself: splats, time-outs, missing markers.
	grep '^fail	guest	' raw || :
}
