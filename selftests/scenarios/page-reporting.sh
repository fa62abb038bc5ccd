# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="free page reporting, to a device that checks each report; there is no balloon"
tests='page_reporting:*_test'
append=movablecore=384M	# some of it can always go offline
mem=2048
timeout=1200
test_timeout=600
