# SPDX-License-Identifier: MIT
# bash completion for oxcart
_oxcart ()
{
    local cur prev words cword
    _init_completion || return
    local commands='convert show props ls cat extract export check'
    local common='--help --quiet --verbose --strict --salvage --no-warn --codepage --files0-from'
    if ((cword == 1)); then
        COMPREPLY=($(compgen -W "$commands --help --version" -- "$cur"))
        return
    fi
    case $prev in
        --to | -t) COMPREPLY=($(compgen -W 'eml json html txt' -- "$cur")); return ;;
        --headers) COMPREPLY=($(compgen -W 'merge original properties' -- "$cur")); return ;;
        --output | -o | --files0-from) _filedir; return ;;
        --codepage | --attachment | -a | --jobs | -j) return ;;
    esac
    if [[ $cur == -* ]]; then
        local own=
        case ${words[1]} in
            convert) own='--output --to --headers --report --report=json --force --jobs --preserve' ;;
            extract) own='--output --force' ;;
            props) own='--json --attachment' ;;
            export) own='--output --format --associated --count --force --jobs' ;;
            check) own='--json' ;;
        esac
        COMPREPLY=($(compgen -W "$common $own" -- "$cur"))
        return
    fi
    _filedir '@(msg|oft|pst|ost)'
}
complete -F _oxcart oxcart
