# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# The guest is that of sev-shim, and what fails there is looked at here.
. "$here/scenarios/sev-shim.sh"
desc="scenario sev-shim on the bare base: what the series fixes fails for its reason"
file=$here/scenarios/sev-shim.sh
variants=base
# The warning about a usage below zero.
allow='kernel/cgroup/misc.c:[0-9]+ misc_cg_uncharge'

# What has to fail, and what the guest must have said of it, an extended regular
# expression.  Eight charges outlive the kselftests, nine if the random operations of
# sev_misc_cg_test end at the move of a mirror: four results fail for want of ASIDs.
reasons='
kvm:sev_misc_cg_test=^# not ok [0-9]+ move, sev_es$
the kselftests leave nothing charged=^# got .*/misc.current:sev [89]
an SEV-ES VM moves where SEV has no ASID=^# move d s: EINVAL, not 0
no capacity without firmware=^# got .sev 10 sev_es 4., want ..$
the first VM after it starts brings the capacity=^# read misc.capacity : sev 10, sev_es 4, not $
a firmware that does not start costs no ASID=^# read /shim/nr_flush : 1, not 0
the 11th VM is refused until another one goes=^# init v3 : EBUSY, not 0
a VM whose ASID cannot be flushed is not charged=^# read misc.current : sev [89], sev_es 0, not sev 0
a VM of type SEV runs after a move=^# run d : EINVAL, not 0
the context and the mirror of esinit 0 have GHCB version 1=^# read .* asid=1 .* ghcb=0 .*, not asid=1 .* ghcb=1
the context and the mirror of init2 0 have GHCB version 2=^# read .* asid=1 .* ghcb=0 .*, not asid=1 .* ghcb=2
the context and the mirror of init2 1 have GHCB version 1=^# read .* asid=2 .* ghcb=0 .*, not asid=2 .* ghcb=1
no failing command leaves anything behind=misc.current:sev 18446744073709551615
'

said() { printed '' 'not ok' "$(echo "$1" | sed 's/^kvm:/selftests: kvm: /')"; }

verdict() {
	judge >raw
	as_stated
	# Nothing else fails, and that includes the machine itself.
	while IFS='	' read -r result name why; do
		echo "$reasons" | grep -qF "${name%%/*}=" && continue
		printf '%s\t%s\t%s\n' "$result" "$name" "$why"
	done <raw
}
