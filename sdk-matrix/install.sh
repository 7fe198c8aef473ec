#!/bin/sh
# Installs what the runner of a language needs, unless that is there already: install.sh node|python|java
# What was installed for is kept beside it, so that a run without a network works when nothing has changed.
set -eu
cd "$(dirname "$0")/$1"

case $1 in
    node)
        cmp -s package.json node_modules/.installed-for && exit
        npm install --no-package-lock --no-audit --no-fund --ignore-scripts
        cp package.json node_modules/.installed-for
        ;;
    python)
        cmp -s requirements.txt venv/installed-for && exit
        python3 -m venv --clear venv
        venv/bin/pip install --disable-pip-version-check --quiet --requirement requirements.txt
        cp requirements.txt venv/installed-for
        ;;
    java)
        [ -f target/installed ] && [ -z "$(find pom.xml ../../pom.xml src -newer target/installed)" ] && exit
        mkdir -p target
        touch target/started
        mvn -q -B -ntp ${MAVEN_REPOSITORY:+-Dmaven.repo.local="$MAVEN_REPOSITORY"} verify
        mv target/started target/installed
        ;;
    *)
        echo "install.sh: no such language: $1" >&2
        exit 2
        ;;
esac
