# SPDX-License-Identifier: MIT
# bash completion for oxcart
_oxcart ()
{
    local cur prev words cword
    _init_completion || return
    local commands='convert show props ls find cat extract export check oab'
    local oab='info ls search show export build diff patch check'
    local common='--help --quiet --verbose --strict --salvage --no-warn --codepage --files0-from'
    if ((cword == 1)); then
        COMPREPLY=($(compgen -W "$commands --help --version" -- "$cur"))
        return
    fi
    if [[ ${words[1]} == oab ]] && ((cword == 2)); then
        COMPREPLY=($(compgen -W "$oab --help" -- "$cur"))
        return
    fi
    case $prev in
        --to | -t) [[ ${words[1]} == oab ]] && COMPREPLY=($(compgen -W 'ldif csv ndjson vcf oab oab2 oab3' -- "$cur")) && return ;;&
        --to | -t) COMPREPLY=($(compgen -W 'eml ics vcf json html txt' -- "$cur")); return ;;
        --headers) COMPREPLY=($(compgen -W 'merge original properties' -- "$cur")); return ;;
        --output | -o | --files0-from) _filedir; return ;;
        --address-book) _filedir; return ;;
        --codepage | --attachment | -a | --jobs | -j | --list | -l | --name | --dn | --sequence | --langid | --folder) return ;;
        --search-folder) return ;;
    esac
    if [[ $cur == -* ]]; then
        local own=
        case ${words[1]} in
            convert) own='--output --to --headers --report --report=json --force --jobs --preserve --address-book --vcard-version' ;;
            extract) own='--output --force' ;;
            props) own='--json --attachment' ;;
            ls) own='--json --long --associated' ;;
            find) own='--json --count --null --folder --search-folder --associated' ;;
            oab)
                case ${words[2]} in
                    ls) own='--list --browse --json' ;;
                    search) own='--list --dn --address --prefix --most --json' ;;
                    show) own='--list --json' ;;
                    export) own='--to --list --output --force' ;;
                    build) own='--output --name --dn --sequence --langid --uncompressed --force' ;;
                    diff) own='--output --uncompressed --force' ;;
                    patch) own='--output --force' ;;
                esac
                ;;
            export) own='--output --format --associated --count --force --jobs' ;;
            check) own='--json' ;;
        esac
        COMPREPLY=($(compgen -W "$common $own" -- "$cur"))
        return
    fi
    [[ ${words[1]} == oab ]] && { _filedir; return; }
    _filedir '@(msg|oft|pst|ost)'
}
complete -F _oxcart oxcart
