# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Gets packages of another Debian release than this machine's, without installing any.

debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# Why the last function failed, for the script that called it (and SC2034 cannot see).
debian_complaint=

declare -A debian_suites=([12]=bookworm [13]=trixie)
# The release that was opened last.
debian_release=

# The mirror that this machine already takes Debian from, whatever form its sources have.
debian_mirror() {
    # shellcheck disable=SC2016  # apt-get expands it
    apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 'Identifier: Packages' \
        2>/dev/null | sed -n 1p
}

# A list of one source, with a state and a cache of its own: apt's view of the machine stays as it is.
debian_apt() {
    local state=$1
    shift
    "$1" -qq \
        -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o Dir::State::lists="$state/lists" -o Dir::State::status="$state/status" \
        -o Dir::State::extended_states="$state/extended" -o Dir::Cache="$state/cache" \
        -o Acquire::Languages=none -o APT::Sandbox::User="$(id -un)" "${@:2}"
}

debian_complain() {
    debian_complaint="Debian $debian_release's packages: $(sed -n 's/^[EW]: //p' "$1/log" | sed -n 1p)"
    return 1
}

# debian_open STATE RELEASE: the lists of one release, in a folder of the caller's.
debian_open() {
    local state=$1 mirror
    debian_release=$2
    mirror=$(debian_mirror)
    if [ -z "$mirror" ]; then
        debian_complaint="no apt source of this machine is a Debian mirror"
        return 1
    fi
    if ! [ -r "$debian_keyring" ]; then
        debian_complaint="Debian's keys are not there (package debian-archive-keyring)"
        return 1
    fi
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/packages"
    : >"$state/status"
    echo "deb [signed-by=$debian_keyring] $mirror ${debian_suites[$debian_release]} main" >"$state/sources.list"
    # Error-Mode: without it, a list that was not fetched or not signed is only a warning.
    debian_apt "$state" apt-get -o APT::Update::Error-Mode=any update >"$state/log" 2>&1 || debian_complain "$state"
}

# debian_download STATE PACKAGE...: into STATE/packages.
debian_download() {
    local state=$1
    shift
    (cd "$state/packages" && debian_apt "$state" apt-get download "$@") >>"$state/log" 2>&1 || debian_complain "$state"
}
