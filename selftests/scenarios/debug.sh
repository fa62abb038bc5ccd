# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="QEMU scenarios again on a kernel with lockdep, KASAN, kmemleak, fault injection"
again=debug
