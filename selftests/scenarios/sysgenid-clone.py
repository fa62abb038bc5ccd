#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Compare what copies of one machine drew, from the records of clone_client.

usage: sysgenid-clone.py BEFORE[,BEFORE ...] COPY COPY ...

Each argument is the name of a machine, of which NAME.marks, NAME.values and
NAME.flags are the record.  BEFORE is the machine of which the snapshot was
taken (where that was a copy itself, with those before it, the oldest first);
the COPYs were resumed from it.

One draw is one byte of marks, then 8 bytes of values, then one byte of flags,
numbered from 0 over BEFORE and COPY together: a copy goes on with the next
byte, so its files are the continuation of BEFORE's, wherever the snapshot cut.
With M bytes of marks and V bytes of values before the snapshot, value k was

    handed out before the snapshot	where 8 * (k + 1) <= V;
    in flight				where k < M and not that: at most one, k = M - 1;
					bytes V % 8 ... 7 of it are in the copy's file, and
					with V % 8 = 0 all of it;
    drawn by the copy			where k >= M: its mark is in the copy's file.

Only the last kind must be unique.  The flag of value k is byte k; it may be in
the copy's file for a value that was handed out before.  What was cut when the
copy was stopped is left out: a value counts when its flag was recorded.

One line comes out, of NAME=NUMBER:
  pairs			of copies
  values, least		drawn by all copies, and by the one with the fewest
  duplicates, most	values that both copies of a pair have drawn: sum, and in one pair
  old			values of copies that were handed out before the snapshot already
  repeated		values that one copy has drawn twice
  noticed		copies in which the flag changed after the snapshot
  late			duplicates of which at least one was drawn with a new flag
  in_flight, same	copies with a value in flight, and pairs where it is the same
"""

import itertools
import sys


def read(names, kind):
    data = b""
    for name in names:
        with open(name + "." + kind, "rb") as f:
            data += f.read()
    return data


def split(data):
    return [data[i:i + 8] for i in range(0, len(data) - 7, 8)]


def main():
    before = sys.argv[1].split(",")
    marks = len(read(before, "marks"))
    cut = len(read(before, "values"))
    handed_out = set(split(read(before, "values")))
    old_flags = read(before, "flags")
    if not marks or marks - cut // 8 not in (0, 1) or cut // 8 - len(old_flags) not in (0, 1):
        sys.exit("%s: %d marks, %d bytes of values, %d flags" %
                 (sys.argv[1], marks, cut, len(old_flags)))

    drawn = []
    late = []
    flying = []
    for copy in sys.argv[2:]:
        values = split(read(before + [copy], "values"))
        flags = read(before + [copy], "flags")
        values = values[:len(flags)]
        # Where the flag of the last value before the snapshot was cut off, the
        # copy has it.
        old = flags[cut // 8 - 1:cut // 8]
        change = next((k for k in range(marks, len(values)) if flags[k:k + 1] != old),
                      len(values))
        drawn.append(values[marks:])
        late.append(values[change:])
        if marks > cut // 8:
            flying += values[marks - 1:marks]

    sets = [set(d) for d in drawn]
    copies = [(set(tail), s) for tail, s in zip(late, sets)]
    pairs = [len(a & b) for a, b in itertools.combinations(sets, 2)]
    print("pairs=%d values=%d least=%d duplicates=%d most=%d old=%d repeated=%d "
          "noticed=%d late=%d in_flight=%d same=%d" % (
              len(pairs), sum(map(len, drawn)), min(map(len, drawn)),
              sum(pairs), max(pairs, default=0),
              sum(len(s & handed_out) for s in sets),
              sum(len(d) - len(s) for d, s in zip(drawn, sets)),
              sum(bool(d) for d in late),
              sum(len((late1 & all2) | (all1 & late2))
                  for (late1, all1), (late2, all2) in itertools.combinations(copies, 2)),
              len(flying), sum(a == b for a, b in itertools.combinations(flying, 2))))


main()
