# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="all KUnit suites that the series adds"
append=kunit.enable=1

guest() {
	plan 1
	ok "booted with kunit.enable=1"
}

# suites: the names of the KUnit suites in files that the series touches.
suites() {
	git -C "$tree" diff --name-only --diff-filter=d base -- '*.c' |
		while read -r f; do
			awk '/^static struct kunit_suite/ { s = 1 }
			s && /\.name *=/ { split($0, q, "\""); print q[2]; s = 0 }' "$tree/$f"
		done
}

host() {
	qemu guest
	wait_exit guest "$timeout"
	tr -d '\r' <guest.console >console.log
	PYTHONDONTWRITEBYTECODE=y python3 "$tree/tools/testing/kunit/kunit.py" parse \
		--json="$PWD/kunit.json" "$PWD/console.log" >kunit.log 2>&1 || :
	python3 - >host.ktap <<-'EOF'
	import json
	def walk(group, path):
	    for case in group["test_cases"]:
	        name, status = path + case["name"], case["status"]
	        if status == "PASS":
	            print("ok -", name)
	        elif status == "SKIP":
	            print("ok -", name, "# SKIP")
	        else:
	            print("not ok -", name, "#", status)
	    for sub in group["sub_groups"]:
	        walk(sub, path + sub["name"] + ".")
	walk(json.load(open("kunit.json")), "")
	EOF
	suites >suites
	[ -s suites ] || not_ok suites "the series adds no KUnit suite"
	while read -r s; do
		grep -qF -- "- $s." host.ktap || not_ok "$s" "the suite did not run"
	done <suites
}
