"""Stages left of data/raw: take in, discover, plan, capture, close. What they leave on disk is all that counts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import readout
from readout.capture.intake import import_warc, take_cited, take_in_file
from readout.capture.live import capture_host
from readout.capture.records import Intake, RunRecord, close_record, open_record, this_process, update_record
from readout.capture.warc import RawStore, read_captures
from readout.discover.plan import HostQueue, Target, plan, sources_of_links, target_of, targets_of_citations
from readout.discover.urls import url_key
from readout.model import Capture
from readout.pipeline.extracting import extract_captures
from readout.pipeline.inputs import GivenFile, files_of_globs, files_of_request
from readout.pipeline.job import Job, Planned, Taken

log = logging.getLogger("readout")
