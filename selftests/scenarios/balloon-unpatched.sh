# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# The guests are those of balloon, and what fails there is looked at here.
. "$here/scenarios/balloon.sh"
desc="scenario balloon on the bare base: what the series fixes fails for its reason"
variants=base
pause=20	# the interval is 2 s
# Free memory that the host has changed.
allow='pagealloc: '

# What has to fail, and why, an extended regular expression.
reasons='
anon, the gauge agrees=^no nr_free_reported
anon, pageblocks keep their type=^unmovable and reclaimable: [3-9][0-9] [0-9]+ before, [12]?[0-9] [0-9]+ after
anon, nothing is reported within an hour=^[0-9]+ KiB, not at most
anon, a flush reports all=nonexistent directory|No such file
poison, nor after a resume=^[1-9][0-9][0-9][0-9][0-9][0-9] KiB, not at most
poison, no poison is overwritten=^[1-9][0-9]* lines, not at most 0
96 MiB, what comes back of 24 MiB=^[0-9]{1,3} KiB, not at least
192 MiB, the largest report=^1[0-9]{5} KiB, of 1
'

host() {
	eat
	begin anon anon 768 || return
	returns anon 512
	types anon
	flush_returns anon 64
	done_with anon

	append=page_poison=1
	begin poison anon 512 || return
	poisoned poison
	done_with poison

	append=
	small 96 24 12
	small 192 48 32
}

said() { awk -F '\t' -v name="$1" '$1 == "fail" && $2 == name { print $3 }' raw; }

verdict() {
	judge >raw
	as_stated
	# Nothing else fails, and that includes the machines themselves.
	while IFS='	' read -r result name why; do
		echo "$reasons" | grep -qF "$name=" && continue
		printf '%s\t%s\t%s\n' "$result" "$name" "$why"
	done <raw
}
