# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
#
# KTAP of the tests of the tools (fetch.sh, tools.sh); sourced.  $work/out holds
# what the last command said.

n=0
bad=0

# result STATUS NAME: one result; a failed one shows what was said.
result() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n $2"
	else
		bad=1
		sed 's/^/# /' "$work/out"
		echo "not ok $n $2"
	fi
}
