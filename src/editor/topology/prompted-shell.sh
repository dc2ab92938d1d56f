# shellcheck shell=bash
# The start of an interactive bash: after what the user's own ~/.bashrc says, the prompt says where it runs. $1 of the
# bash that reads this before: the place, which is never read as part of a prompt or a command; $2: its colour, as SGR has it.
# The variable is expanded when the prompt is drawn: what comes of that is expanded no further.

# shellcheck source=/dev/null
[[ -r ~/.bashrc ]] && . ~/.bashrc
unset PROMPT_COMMAND
shopt -s promptvars
export -n NETLAB_PLACE NETLAB_COLOUR
PS1='\[\e[1;${NETLAB_COLOUR}m\]${NETLAB_PLACE}\[\e[0m\] \$ '
exec 9<&-
