#!/usr/bin/env bash
# Judges a deployment in CI and ends as `contractkit check` does. Options are variables (ci/action.yml tells them);
# what a step may read afterwards, `report` and `exit`, is written whatever the verdict.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${GATE_PYTHON:-python3}
report=${GATE_REPORT:-contract-report}
target=${GATE_TARGET:-}

refuse() {
  echo "gate: $1" >&2
  exit 2
}

[[ -n $target ]] || refuse "GATE_TARGET is empty. Name the deployment to judge: the input target."
[[ $report != *$'\n'* ]] || refuse "GATE_REPORT holds a line break. Name one folder."

if [[ ${GATE_INSTALL:-} != none ]]; then
  # Apart from what the job has installed: neither disturbs the other.
  place=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/contractkit-gate
  "$python" -m venv "$place"
  python=$place/bin/python
  if [[ -n ${GATE_INSTALL:-} ]]; then
    "$python" -m pip install --quiet --disable-pip-version-check "$GATE_INSTALL"
  else
    "$python" -m pip install --quiet --disable-pip-version-check --constraint "$here/../constraints.txt" "$here/.."
  fi
fi

words=("$target" --report "$report")
[[ -z ${GATE_IDENTITIES:-} ]] || words+=(--identities "$GATE_IDENTITIES")
[[ -z ${GATE_TOKEN_ENV:-} ]] || words+=(--token-env "$GATE_TOKEN_ENV")
[[ -z ${GATE_BASELINE:-} ]] || words+=(--baseline "$GATE_BASELINE")
[[ -z ${GATE_CORPUS:-} ]] || words+=(--corpus "$GATE_CORPUS")
while IFS= read -r word; do
  [[ -z $word ]] || words+=("$word")
done <<<"${GATE_OPTIONS:-}"

code=0
"$python" -m contractkit check "${words[@]}" || code=$?
if [[ -n ${GITHUB_OUTPUT:-} ]]; then
  printf 'report=%s\nexit=%s\n' "$report" "$code" >>"$GITHUB_OUTPUT"
fi
exit "$code"
