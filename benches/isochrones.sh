#!/usr/bin/env bash
# Times 100 isochrones of Porto by this project and by Valhalla in one run, and prints the ratios:
#   TONGDA_PBF_DIR=folder/with/porto benches/isochrones.sh
# Valhalla comes from PyPI into target/peers/venv (peers/python.sh; PYTHON names a Python).
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(benches/peers/python.sh)
TONGDA_VALHALLA=$PWD/$python cargo bench --bench isochrones
