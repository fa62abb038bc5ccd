# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="the kernel boots, without a splat, and powers off"

guest() {
	plan 1
	ok "user space"
}
