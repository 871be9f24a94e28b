# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Finds the JDKs 17 and 25 of this machine, and makes a JDK 25 of Debian 13's packages where Debian 12 has none.

# shellcheck source=bin/lib/debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

# Debian 13's JDK wants a newer glibc than Debian 12's. Its libraries are unpacked beside it, and its
# programs are told to use them. Nothing outside of this folder is touched, no other program sees it,
# and the programs that its JVM starts run on the machine's own glibc.
jdk25_packages=(openjdk-25-jdk-headless openjdk-25-jre-headless
    libc6 libgcc-s1 libstdc++6 zlib1g libjpeg62-turbo liblcms2-2)
jdk25_modules=(java.base.jmod java.instrument.jmod java.logging.jmod java.management.jmod jdk.management.jmod)
# Why jdk25_build_side_root failed, for the script that called it (and SC2034 cannot see).
jdk25_complaint=

# Prints the feature release of the JDK in a folder: 17, 25.
jdk_version() {
    [ -n "$1" ] && [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>/dev/null | sed -nE 's/^javac ([0-9]+).*/\1/p'
}

jdk_is_version() {
    [ "$(jdk_version "$1")" = "$2" ]
}

jdk_in_path() {
    local javac
    javac=$(command -v javac) && dirname "$(dirname "$(readlink -f "$javac")")"
}

jdk_find() {
    local version=$1 home
    shift
    for home in "$@" "${JAVA_HOME:-}" "$(jdk_in_path || true)" /usr/lib/jvm/*"$version"*; do
        if jdk_is_version "$home" "$version"; then
            echo "$home"
            return
        fi
    done
    return 1
}

jdk17_home() {
    jdk_find 17 "${JAVA_17_HOME:-}"
}

# The JDK that a user's own build would take, if it is one of those that the build supports.
jdk_home() {
    local home version
    for home in "${JAVA_HOME:-}" "$(jdk_in_path || true)"; do
        version=$(jdk_version "$home") || continue
        if [ "${version:-0}" -ge 17 ]; then
            echo "$home"
            return
        fi
    done
    jdk17_home
}

jdk25_side_root() {
    echo "${XDG_CACHE_HOME:-$HOME/.cache}/spawnrisk/jdk-25"
}

jdk25_home() {
    # SPAWNRISK_JDK25=side: the tests of the side root use it on a machine that has another JDK 25.
    if [ "${SPAWNRISK_JDK25:-}" = side ]; then
        jdk25_side_home && return
        return 1
    fi
    jdk_find 25 "${JAVA_25_HOME:-}" || jdk25_side_home
}

jdk25_side_home() {
    local home
    for home in "$(jdk25_side_root)"/usr/lib/jvm/java-25-openjdk-*; do
        if [ -e "$(jdk25_side_root)/complete" ] && jdk_is_version "$home" 25; then
            echo "$home"
            return
        fi
    done
    return 1
}

jdk25_package() {
    local name
    [ "${SPAWNRISK_JDK25:-}" != side ] || return 1
    for name in openjdk-25-jdk-headless temurin-25-jdk; do
        if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    return 1
}

jdk25_download() {
    local state=$1
    if ! debian_open "$state" 13 || ! debian_download "$state" "${jdk25_packages[@]}"; then
        jdk25_complaint=$debian_complaint
        return 1
    fi
}

jdk25_unpack() {
    local package
    for package in "$1"/packages/*.deb; do
        # jmods serve jlink only, and are more than half of the JDK: those that the lab links are enough.
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$2" --exclude './usr/lib/jvm/*/jmods' --exclude './usr/share/*' \
            || return 1
    done
    dpkg-deb --fsys-tarfile "$1"/packages/openjdk-25-jdk-headless_*.deb | tar -x -C "$2" --wildcards \
        "${jdk25_modules[@]/#/./usr/lib/jvm/*/jmods/}"
}

# The configuration is linked by absolute paths into an /etc that this machine does not have.
jdk25_relink() {
    local new=$1 home=$2 link target
    find "$home" -type l -lname '/etc/java-25-openjdk/*' -print0 | while IFS= read -r -d '' link; do
        target=$new$(readlink "$link")
        ln -sfn "$(realpath -m --relative-to="$(dirname "$link")" "$target")" "$link"
    done
}

# Programs only: a library without a run path of its own is looked for on the program's. It has to be
# the old RPATH, as RUNPATH does not reach the libraries' libraries.
jdk25_patch() {
    local new=$1 home=$2 final=$3 program interpreter libraries
    libraries=$(cd "$new" && echo usr/lib/*/libc.so.6)
    for program in "$home"/bin/* "$home"/lib/jspawnhelper "$home"/lib/jexec; do
        interpreter=$(patchelf --print-interpreter "$program" 2>/dev/null) || continue
        # shellcheck disable=SC2016  # the loader expands $ORIGIN
        patchelf --set-interpreter "$final/usr$interpreter" \
            --force-rpath --set-rpath '$ORIGIN:$ORIGIN/../lib:'"$final/${libraries%/libc.so.6}" "$program" || return 1
    done
}

# jdk_link HOME MODULES IMAGE: a smaller JDK, of a few modules. Those of the side root's have Debian 13's
# programs, which need its libraries as the JDK's own do.
jdk_link() {
    local side
    side=$(jdk25_side_root)
    "$1/bin/jlink" --add-modules "$2" --strip-java-debug-attributes --exclude-files='**.debuginfo' --no-man-pages \
        --no-header-files --output "$3" || return 1
    case $1 in
        "$side"/*) jdk25_patch "$side" "$3" "$side" || return 1 ;;
    esac
    "$3/bin/java" -Xshare:dump
}

# Built beside its place and moved there when whole: an interrupted run leaves no half a JDK.
jdk25_build_side_root() {
    local final state new home
    final=$(jdk25_side_root)
    new=$final.new
    mkdir -p "$(dirname "$final")"
    rm -rf "$new"
    mkdir -p "$new"
    state=$(mktemp -d)
    if ! jdk25_download "$state"; then
        rm -rf "$state" "$new"
        return 1
    fi
    if ! jdk25_unpack "$state" "$new"; then
        rm -rf "$state" "$new"
        jdk25_complaint="Debian 13's packages do not unpack into $new (disk full?)"
        return 1
    fi
    rm -rf "$state"
    home=$(echo "$new"/usr/lib/jvm/java-25-openjdk-*)
    jdk25_relink "$new" "$home"
    if ! jdk25_patch "$new" "$home" "$final"; then
        rm -rf "$new"
        jdk25_complaint="patchelf could not change Debian 13's programs"
        return 1
    fi
    rm -rf "$final"
    mv "$new" "$final"
    home=$final/${home#"$new/"}
    # Debian makes the class-data archive at installation; without it each JVM starts half a second later.
    if ! "$home/bin/java" -Xshare:dump >/dev/null 2>&1 || ! jdk_is_version "$home" 25; then
        jdk25_complaint="Debian 13's java does not run here: $("$home/bin/java" -version 2>&1 | sed -n 1p)"
        return 1
    fi
    touch "$final/complete"
}
