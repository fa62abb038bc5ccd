# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="all kselftests that the series adds"
tests=series
modules=kvm_amd
devices="-device vmgenid,guid=324e6eaf-d1d1-4bf6-bf41-b9bb6c91fb87"
