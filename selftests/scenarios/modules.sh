# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="the series' drivers as modules, loaded and unloaded while they are in use"
variants=module
modules="vmgenid sysgenid"
tests="sysgenid:sysgenid_module.sh sysgenid:sysgenid_stress"
devices="-device vmgenid,guid=324e6eaf-d1d1-4bf6-bf41-b9bb6c91fb87"

guest() {
	export SYSGENID_STRESS_SECONDS=60
	kselftests
}
