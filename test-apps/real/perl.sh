#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# fork, system, backticks, pipes and exec.
set -euo pipefail
exec perl -we '
    use strict;
    $| = 1;
    for my $i (1 .. 10) {
        my $child = fork // die;
        exit $i unless $child;
        waitpid $child, 0;
        print "child $i: ", $? >> 8, "\n";
    }
    print "system: ", system("exit 4") >> 8, " ", system("/bin/true"), "\n";
    print "missing: ", system("/no/such/program"), "\n";
    print "backticks: ", `echo a; echo b`;
    open my $in, "-|", "seq", 3 or die;
    print "pipe: ", <$in>;
    close $in;
    exec "sh", "-c", "echo done; exit 6"' 2>&1 || echo "status $?"
