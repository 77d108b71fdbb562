"""Traffic in a file: written by a run as HAR 1.2, and read from any HAR to be judged without a request."""

from suites.recording.judging import judge_recording
from suites.recording.reading import Recording, RecordingError, read_recording
from suites.recording.writing import Recorder

__all__ = ["Recorder", "Recording", "RecordingError", "judge_recording", "read_recording"]
