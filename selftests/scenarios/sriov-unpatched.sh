# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# The guest is that of sriov, and what fails there is looked at here.
. "$here/scenarios/sriov.sh"
desc="scenario sriov on the bare base: what the series fixes or adds fails for its reason"
file=$here/scenarios/sriov.sh
variants=base

# Which cases have to fail, and what they must have said, an extended regular expression.
# A device is opened without its token by the cdev: VF, and PF while a VF is open.  There is
# no attribute and no tracepoint (ENOENT).  The rest cannot pass a token (EINVAL).
reasons='
token.cdev.vf=Expected -EACCES .* == TRY\(&vf\[i\], NULL\) \(0\)
bind.groups_as_well=Expected -EACCES .* raw_bind\(self->pf, 24, 0, .* \(0\)
bind.size_16=Expected -EACCES .* raw_bind\(self->vf, 16, 0, .* \(0\)
bind.size_17_to_23=Expected -1 .* == ioctl\(self->vf, VFIO_DEVICE_BIND_IOMMUFD, bind\) \(0\)
bind.flags=Expected -EACCES .* raw_bind\(self->vf, 24, 0, .* \(0\)
bind.again_after_a_refusal=Expected -EACCES .* raw_bind\(self->vf, 24, 0, .* \(0\)
global.attribute_while_unbound=required\(&pf\) \(-2\)
token.group.attribute=stat\(attribute\(&pf\), &st\) \(-1\)
token.compat.attribute=stat\(attribute\(&pf\), &st\) \(-1\)
token.cdev.attribute=stat\(attribute\(&pf\), &st\) \(-1\)
token.group.attribute_against_behaviour=Expected required
token.compat.attribute_against_behaviour=Expected required
token.cdev.attribute_against_behaviour=Expected required
token.group.concurrent=required\(&pf\) \(-2\)
token.compat.concurrent=required\(&pf\) \(-2\)
token.cdev.concurrent=required\(&pf\) \(-2\)
token.group.trace=write_file\(TRACEFS EVENT, "1"\) \(-2\)
token.compat.trace=write_file\(TRACEFS EVENT, "1"\) \(-2\)
token.cdev.trace=write_file\(TRACEFS EVENT, "1"\) \(-2\)
token.cdev.unknown_after_bind=Expected -EACCES .* == TRY\(&vf\[0\], NULL\) \(0\)
token.cdev.feature_arguments=OPEN\(&vf\[0\], &right, &self->vf\[0\]\) \(-22\)
token.cdev.set_by_feature=OPEN\(&vf\[0\], &other, &self->vf\[0\]\) \(-22\)
token.cdev.every_open_vf_counts=OPEN\(&vf\[0\], &right, &self->vf\[0\]\) \(-22\)
token.cdev.pf_reopened_while_a_vf_is_open=OPEN\(&pf, &right, &self->pf\) \(-22\)
token.cdev.pf_without_open_vfs=TRY\(&pf, &other\) \(-22\)
bind.accepted_but_not_opened=try_device\(CDEV, &vf\[1\], &right\) \(-22\)
bind.a_failure_sets_nothing=try_device\(CDEV, &vf\[1\], &right\) \(-22\)
bind.address=Expected -EFAULT .* \(-22\)
bind.size_24=raw_bind\(self->vf, 24, TOKEN, self->iommufd, &right\) \(-22\)
bind.size_32=Expected E2BIG .* == errno \(22\)
'

said() { case_said "$1"; }

verdict() {
	judge >raw
	as_stated
	other_cases
	grep -qx 'ok token.group.vf' cases ||
		printf 'fail\ttoken.group.vf\tdoes not pass on the base\n'
}
