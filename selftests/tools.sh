#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of tools/apply, tools/export and tools/check: KTAP on standard output,
# exit status 1 if one fails.
#
# A copy of this repository, with a tiny tree that stands for the kernel and a
# topic of two patches; one thing is broken at a time, and the tools must say
# so.  The kernel's own scripts (checkpatch and others) are not in such a tree:
# for them stand-ins are called, and tools/check on the real tree proves them.

set -u
top=$(cd "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
repo=$work/repo
tree=$repo/build/linux
# shellcheck source=selftests/tap.sh
. "$top/selftests/tap.sh"

# A user whose configuration gets in the way wherever it can.
export HOME="$work" XDG_CONFIG_HOME="$work/none"
cat >"$work/.gitconfig" <<'EOF'
[user]
	name = Somebody Else
	email = else@example.org
[diff]
	noprefix = true
	mnemonicPrefix = true
	renames = copies
	context = 9
	algorithm = patience
	suppressBlankEmpty = true
[format]
	signature = mine
	numbered = true
	coverLetter = true
	attach = true
	thread = true
	signOff = true
	subjectPrefix = RFC
[am]
	threeWay = true
[apply]
	whitespace = fix
[core]
	autocrlf = true
	abbrev = 7
[commit]
	gpgSign = true
EOF

g() { git -c core.autocrlf=false -c commit.gpgSign=false -C "$@"; }

# start: a repository with one topic of two patches, applied and exported.
start() {
	rm -rf "$repo"
	mkdir -p "$repo/tools" "$repo/patches/demo" "$tree/drivers/demo" "$tree/scripts"
	cp "$top"/tools/* "$repo/tools/"
	cp -R "$top/selftests" "$top/.ci" "$top/.shellcheckrc" "$top/COPYING" "$repo/"
	printf '# symbols\nCONFIG_DEMO=y\n' >"$repo/Kconfig.fragment"
	echo '# entries' >"$repo/MAINTAINERS.snippet"
	echo 'Read me.' >"$repo/README"
	echo /build/ >"$repo/.gitignore"
	printf '# The order.\n\n# demo: a demonstration\n' >"$repo/series"
	printf 'Subject: demo\nDepends-on: none\nKconfig: CONFIG_DEMO\nkABI: none\nPorts: none\nUpstream-status: not posted\n\nInterface\nTesting\nNot tested\nPrior art\nChanges\n' \
		>"$repo/patches/demo/cover-letter"

	printf 'VERSION = 6\n' >"$tree/Makefile"
	printf 'config OLD\n\tbool "old"\n' >"$tree/drivers/demo/Kconfig"
	printf 'one\n\n\tthree \nfour\n' >"$tree/drivers/demo/odd"
	seq 60 >"$tree/drivers/demo/long"
	mkdir -p "$tree/tools/testing/selftests"
	echo 'TARGETS = none' >"$tree/tools/testing/selftests/Makefile"
	echo 'NOBODY' >"$tree/MAINTAINERS"
	echo 'exit 0' >"$tree/scripts/checkpatch.pl"
	echo 'exit 0' >"$tree/scripts/kernel-doc"
	printf 'print "DEMO\\nM:\\tnobody\\n"' >"$tree/scripts/get_maintainer.pl"
	g "$tree" init -q -b base
	g "$tree" add -A
	g "$tree" commit -q -m base
	sed -i "s/^BASE_TREE=.*/BASE_TREE=$(g "$tree" rev-parse 'base^{tree}')/" "$repo/tools/base"

	g "$tree" checkout -q -b demo
	{ echo '// SPDX-License-Identifier: GPL-2.0'; seq 40; } >"$tree/drivers/demo/new.c"
	g "$tree" add -A
	g "$tree" commit -q -m 'demo: añadir a file with a subject that is long enough to fold it

A body with a line that looks like a diff:

  --- a/x

and ünïcode.' --date='2026-01-02T03:04:05+0130' --author='Zoë <zoe@example.org>'
	printf 'one\n\n\tthree \nfive' >"$tree/drivers/demo/odd"
	printf 'config DEMO\n\tbool "demo"\n' >>"$tree/drivers/demo/Kconfig"
	sed -i 's/^30$/thirty/' "$tree/drivers/demo/long"
	g "$tree" mv drivers/demo/new.c drivers/demo/moved.c
	g "$tree" add -A
	g "$tree" commit -q -m 'demo: change'
	"$repo/tools/export" >"$work/out" 2>&1 || cat "$work/out"
	g "$repo" init -q
	g "$repo" add -A
	cp -R "$repo" "$work/clean"
}

# again: as after start.
again() {
	rm -rf "$repo"
	cp -R "$work/clean" "$repo"
}

run() {
	want=$1
	tool=$2
	shift 2
	"$repo/tools/$tool" "$@" >"$work/out" 2>&1
	got=$?
	[ $got = "$want" ] || { echo "# $tool: exit status $got, not $want"; return 1; }
}

says() { grep -qE -- "$1" "$work/out" || { echo "# does not say: $1"; return 1; }; }

# finds CHECK WORDS [COUNT]: tools/check fails in this one check, or in COUNT
# of them where one thing breaks several, with these words.
finds() {
	run 1 check && says "^FAIL $1" && says "$2" && [ "$(grep -c ^FAIL "$work/out")" = "${3:-1}" ]
	result $? "check: $1: $2"
	again
}

first() { echo "$repo"/patches/demo/0001-*.patch; }
second() { echo "$repo"/patches/demo/0002-*.patch; }

plan=61
echo "1..$plan"
start

# --- export and apply

run 0 export --check
result $? "export --check: nothing differs"

cp -R "$repo/patches" "$work/patches.1"
g "$tree" checkout -q base
g "$tree" branch -q -D demo
run 0 apply && run 0 export --check && diff -r "$repo/patches" "$work/patches.1" >"$work/out"
result $? "apply, then export: byte for byte, whatever the user configured"

again
: >"$tree/drivers/demo/empty"
ln -s long "$tree/drivers/demo/link"
printf '\000\001\377' >"$tree/drivers/demo/binäry file"
printf 'ends with empty lines\n\n\n' >"$tree/drivers/demo/script"
chmod +x "$tree/drivers/demo/script"
g "$tree" add -A
g "$tree" commit -q -m "demo: [odd] $(seq -s ' ' 40)" -m 'From here on' -m '>From there: indented diff --git a/x b/x'
run 0 export
before=$(g "$tree" rev-parse 'demo^{tree}')
message=$(g "$tree" log -1 --format=%B demo)
cp -R "$repo/patches" "$work/patches.2"
g "$tree" checkout -q base
g "$tree" branch -q -D demo
run 0 apply && run 0 export --check && [ "$(g "$tree" rev-parse 'demo^{tree}')" = "$before" ] &&
	[ "$(g "$tree" log -1 --format=%B demo)" = "$message" ] && run 0 export &&
	diff -r "$repo/patches" "$work/patches.2" >"$work/out"
result $? "binary, empty, executable files, links, empty lines at the end, long subjects come back"
again

# The same through the environment and the configuration in build/linux itself.
hostile='diff.noprefix=true diff.context=9 diff.renames=false diff.suppressBlankEmpty=true
	diff.algorithm=patience format.attach=x format.thread=true format.signOff=true
	format.useAutoBase=true format.from=true format.headers=X-A:b format.to=a@b.example
	format.encodeEmailHeaders=false format.filenameMaxLength=20 format.suffix=.txt
	format.subjectPrefix=X format.signature=x i18n.logOutputEncoding=latin1'
(
	i=0
	for c in $hostile; do
		export "GIT_CONFIG_KEY_$i=${c%%=*}" "GIT_CONFIG_VALUE_$i=${c#*=}"
		i=$((i + 1))
	done
	export GIT_CONFIG_COUNT=$i GIT_DIFF_OPTS=-u9 GIT_CONFIG_PARAMETERS="'format.signoff'='true'"
	run 0 export --check
)
result $? "export: whatever the environment says"
for c in $hostile; do
	g "$tree" config "${c%%=*}" "${c#*=}"
done
run 0 export --check
result $? "export: whatever is configured in build/linux"
again
for c in am.threeWay=true am.keepcr=true am.messageId=true apply.whitespace=fix commit.gpgSign=true \
		mailinfo.scissors=true core.autocrlf=true core.hooksPath="$work/hooks"; do
	g "$tree" config "${c%%=*}" "${c#*=}"
done
mkdir "$work/hooks"
printf '#!/bin/sh\nexit 1\n' >"$work/hooks/applypatch-msg"
chmod +x "$work/hooks/applypatch-msg"
g "$tree" checkout -q base
g "$tree" branch -q -D demo
run 0 apply && run 0 export --check
result $? "apply: whatever is configured in build/linux"

# refused COMMIT-MESSAGE WHAT [GIT-OPTION]: a commit that git am would change.
refused() {
	g "$tree" commit -q --cleanup=verbatim ${3:+"$3"} -m "$1"
	run 1 export && says 'git am would not make the same commit' && diff -r "$repo/patches" "$work/clean/patches"
	result $? "export refuses $2"
	again
}
change() {
	echo "${1:-x}" >>"$tree/drivers/demo/long"
	g "$tree" add -A
}
again
change
refused '[RFC] demo: x' 'brackets at the start of a subject'
change
refused 'demo: x
y

body' 'a subject of two lines'
change
refused 'demo: x

From: Another <a@example.org>

body' 'a second From:'
change
refused 'demo: x

body
---
lost' '--- in a message'
change
refused 'demo: x

diff --git a/x b/x' 'a diff in a message'
refused 'demo: x' 'an empty commit' --allow-empty
change "$(printf 'x\r')"
refused 'demo: x' 'a line that ends with CR'

run 0 apply && says 'already applied'
result $? "a second apply does nothing"

again
g "$tree" commit -q --allow-empty -m 'local work'
before=$(g "$tree" rev-parse demo)
run 1 apply && says 'not in patches' && [ "$(g "$tree" rev-parse demo)" = "$before" ]
result $? "apply refuses to move unexported commits"

run 0 apply --force && says 'was kept as refs/backup/' &&
	g "$tree" for-each-ref --format='%(objectname)' refs/backup | grep -q "$before"
result $? "apply --force keeps them"

again
run 0 apply
g "$tree" checkout -q --detach
g "$tree" commit -q --allow-empty -m 'on no branch'
before=$(g "$tree" rev-parse HEAD)
run 1 apply && says 'not in patches' && [ "$(g "$tree" rev-parse HEAD)" = "$before" ] &&
	run 0 apply --force && [ "$(g "$tree" for-each-ref --format='%(objectname)' 'refs/backup/*/HEAD')" = "$before" ]
result $? "apply: commits on a detached HEAD are refused, or kept"

again
run 0 apply
sed -i 's/^+20$/+21/' "$(first)"
GIT_SEQUENCE_EDITOR="sed -i 1s/pick/edit/" g "$tree" rebase -q -i base >"$work/out" 2>&1
[ -d "$tree/.git/rebase-merge" ] && run 1 apply && says 'in the middle' && [ -d "$tree/.git/rebase-merge" ]
result $? "apply refuses in the middle of a rebase"

again
echo changed >>"$tree/Makefile"
g "$tree" branch -q -D nothing 2>/dev/null
sed -i 's/^+20$/+21/' "$(first)"
run 1 apply && says 'not committed' && grep -q changed "$tree/Makefile"
result $? "apply refuses uncommitted changes"

again
run 0 apply
sed -i 's/^ one$/ 1/' "$(second)"
before=$(g "$tree" rev-parse demo)
run 1 apply && says 'topic demo does not apply: .*drivers/demo/odd' &&
	[ "$(g "$tree" rev-parse demo)" = "$before" ] && [ ! -d "$tree/.git/rebase-apply" ]
result $? "a patch that does not apply: said, and nothing moves"

again
g "$tree" tag base-tag base
g "$tree" checkout -q base
echo x >"$tree/x"
g "$tree" add x
g "$tree" commit -q -m x
run 1 apply && says 'is not linux'
result $? "apply refuses a wrong base"

again
rm -rf "$tree/.git"
g "$repo" commit -q -m x
mkdir "$tree/.git"
run 1 apply && says 'not a repository of its own' && [ -z "$(g "$repo" branch --list demo)" ]
result $? "apply never works on the repository around build/linux"

again
g "$tree" commit -q --amend -m 'demo: another subject'
run 1 export --check && says '0002-demo-another-subject.patch' && says '0002-demo-change.patch'
result $? "export --check names what differs"
run 0 export && [ -f "$repo/patches/demo/0002-demo-another-subject.patch" ] &&
	[ ! -e "$repo/patches/demo/0002-demo-change.patch" ] && grep -q '^# The order' "$repo/series" &&
	grep -q '^demo/0002-demo-another-subject.patch' "$repo/series" && [ -f "$repo/patches/demo/cover-letter" ]
result $? "export replaces a patch, keeps headings and cover letter"

again
g "$tree" checkout -q --detach
g "$tree" commit -q --allow-empty -m stray
run 1 export && says 'no topic'
result $? "export refuses commits that belong to no topic"

again
printf '# more: nothing yet' >>"$repo/series"
g "$tree" branch more
run 1 export && says 'more has no commits of its own' && diff -r "$repo/patches" "$work/clean/patches" >"$work/out"
result $? "export refuses a topic without commits, and changes nothing"
g "$tree" checkout -q more
change
g "$tree" commit -q -m 'more: x'
run 0 export && grep -qx 'more/0001-more-x.patch' "$repo/series" && run 0 export --check &&
	run 0 apply && says 'already applied'
result $? "export: a new topic, from a heading without an end of line"
mkdir "$repo/patches/gone"
cp "$(first)" "$repo/patches/gone/"
run 1 export && says 'patches/gone has no heading'
result $? "export names a folder that series does not know"

again
printf '# The order.\n' >"$repo/series"
rm -r "$repo/patches"
g "$tree" checkout -q base
g "$tree" branch -q -D demo
run 0 apply && run 0 export --check && [ "$(g "$tree" symbolic-ref --short HEAD)" = base ]
result $? "a series without a topic"

again
run 0 export --dep3 "$work/dep3" && grep -q '^Last-Update: 2026-01-02$' "$work"/dep3/demo/0001-*.patch &&
	g "$tree" checkout -q base 2>"$work/out" && g "$tree" -c apply.whitespace=warn am -q "$work"/dep3/demo/*.patch >"$work/out" 2>&1 &&
	[ "$(g "$tree" rev-parse 'HEAD^{tree}')" = "$(g "$tree" rev-parse 'demo^{tree}')" ] && grep -q '^Forwarded: no$' "$work"/dep3/demo/0001-*.patch &&
	grep -q '^Origin: ' "$work"/dep3/demo/0001-*.patch && [ "$(wc -l <"$work/dep3/series")" = 2 ]
result $? "export --dep3"
run 2 export --dep3 "$work/dep3" && says 'not an empty directory'
result $? "export --dep3 refuses a directory with files"
for t in apply export check build test bench port fetch; do
	if ! { run 2 $t --nonsense && says "unknown argument '--nonsense'" && run 0 $t -h &&
			says "^usage: tools/$t"; }; then
		false
		break
	fi
done
result $? "each tool refuses an unknown argument and explains itself"
again

mkdir "$work/less"
cp -s /usr/bin/* /bin/* "$work/less/" 2>/dev/null
rm -f "$work/less/shellcheck" "$work/less/apt-get"
(PATH=$work/less run 2 check) && says '^tools/check: missing programs; install them with: .* shellcheck' &&
	[ "$(wc -l <"$work/out")" = 1 ]
result $? "a missing program that cannot be installed is named in one line"

# --- check

run 0 check
result $? "check: nothing is wrong"
again

# shellcheck disable=SC2016
echo 'echo $x' >>"$repo/selftests/fetch.sh"
finds shellcheck "SC2086"

# From here on without shellcheck, which takes most of the time.
mkdir "$work/bin"
printf '#!/bin/sh\nexit 0\n' >"$work/bin/shellcheck"
chmod +x "$work/bin/shellcheck"
PATH=$work/bin:$PATH

rm "$repo/README"
finds "top level" "README is missing" 2
echo x >"$repo/extra"
g "$repo" add extra
finds "top level" "extra does not belong"
seq 151 >"$repo/README"
finds README "151 lines"
cp "$(second)" "$repo/patches/demo/0003-orphan.patch"
finds "series and files" "0003-orphan.patch is in patches, but not in series" 2
echo demo/0003-none.patch >>"$repo/series"
finds "series and files" "0003-none.patch is in series, but not in patches" 6
g "$tree" commit -q --amend -m "demo: $(printf '%080d' 0)"
"$repo/tools/export" 2>/dev/null
finds subjects "86 bytes"
g "$tree" commit -q --amend -m 'demo: change

Signed-off-by: X <x@example.org>'
"$repo/tools/export" 2>/dev/null
finds content "Signed-off-by"
echo "see /ro""ot/x" >>"$repo/README"
finds content "a path of one machine"
rm "$repo/patches/demo/cover-letter"
finds "cover letters" "is missing" 2
sed -i '/^kABI/d' "$repo/patches/demo/cover-letter"
finds "cover letters" "no field kABI"
sed -i 's/^+20$/+21/' "$(first)"
finds "patches are what" "0001-"
mv "$(second)" "$repo/patches/demo/0003-demo-change.patch"
sed -i 's|/0002-|/0003-|' "$repo/series"
finds "numbers and sizes" "0003-demo-change.patch should be number 2" 2
printf '\377\n' >>"$repo/README"
finds content "README is not UTF-8" 2
echo "see /ro""ot/x" >"$repo/selftests/untracked"
finds content "selftests/untracked:1:"
printf '# more: a second topic\n' >>"$repo/series"
mkdir "$repo/patches/more"
cp "$repo/patches/demo/cover-letter" "$repo/patches/more/"
g "$tree" checkout -q -b more
sed -i 's/^thirty$/30/' "$tree/drivers/demo/long"
g "$tree" commit -q -a -m 'more: needs demo'
"$repo/tools/export" 2>/dev/null
finds "each topic alone" "more alone: more/0001-more-needs-demo.patch"
printf 'NONE\nF:\tnone/\n\nDEMO\nF:\tdrivers/demo/\n' >"$repo/MAINTAINERS.snippet"
finds MAINTAINERS.snippet "no file matches F: none/"
printf 'NONE\nF:\tdrivers/\n\nDEMO\nF:\tdrivers/demo/\n' >"$repo/MAINTAINERS.snippet"
finds MAINTAINERS.snippet "not alphabetical"
# shellcheck disable=SC2016
printf 'while (<>) { print STDERR "$ARGV:$.: warning: planted\\n" if /^40$/ }' >"$tree/scripts/kernel-doc"
finds kernel-doc "moved.c: warning: planted"
d=$tree/tools/testing/selftests/demo
mkdir "$d"
printf '# SPDX-License-Identifier: GPL-2.0\nTEST_GEN_PROGS := one \\\n\ttwo\n' >"$d/Makefile"
echo one >"$d/.gitignore"
g "$tree" add -A
g "$tree" commit -q --amend -m 'demo: change'
"$repo/tools/export" 2>/dev/null
cp -R "$repo" "$work/kselftest"
finds kselftest "demo: no TARGETS line"
cp -R "$work/kselftest/." "$repo"
finds kselftest "demo: no config"
cp -R "$work/kselftest/." "$repo"
finds kselftest "demo: .gitignore lacks two"
rm "$tree/scripts/checkpatch.pl"
printf 'print "ERROR: planted"; exit 1' >"$tree/scripts/checkpatch.pl"
finds checkpatch "ERROR: planted"
g "$tree" rm -q --cached drivers/demo/moved.c
sed -i 1d "$tree/drivers/demo/moved.c"
g "$tree" add -A
g "$tree" commit -q --amend -m 'demo: change'
"$repo/tools/export" 2>/dev/null
finds SPDX "moved.c of the patches has no SPDX"
printf 'print "THE REST\\nM:\\tnobody\\n"' >"$tree/scripts/get_maintainer.pl"
finds get_maintainer "no entry for it"
: >"$repo/Kconfig.fragment"
finds Kconfig.fragment "CONFIG_DEMO is added by a patch"
echo CONFIG_NONE=y >>"$repo/Kconfig.fragment"
finds Kconfig.fragment "CONFIG_NONE is in Kconfig.fragment, but no symbol"

[ $n = $plan ] || { echo "# $n tests ran, $plan were planned"; bad=1; }
exit $bad
