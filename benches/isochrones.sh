#!/usr/bin/env bash
# Times 100 isochrones of Porto by this project and by Valhalla in one run, and prints the ratios:
#   TONGDA_PBF_DIR=folder/with/porto benches/isochrones.sh
# Valhalla comes from PyPI, which has wheels for Python 3.12 and later (PYTHON names one), into target/peers/venv.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=target/peers/venv
if [ ! -x "$venv/bin/python" ]; then "${PYTHON:-python3.12}" -m venv "$venv"; fi
"$venv/bin/python" -c "import valhalla" 2>/dev/null || "$venv/bin/python" -m pip install --quiet --only-binary :all: pyvalhalla
TONGDA_VALHALLA=$PWD/$venv/bin/python cargo bench --bench isochrones
