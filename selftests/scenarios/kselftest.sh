# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="all kselftests that the series adds, but those of KVM, page reporting and migration"
tests='series/[!kmp]*'
devices="-device vmgenid,guid=324e6eaf-d1d1-4bf6-bf41-b9bb6c91fb87"
mem=2048
timeout=400
test_timeout=200
