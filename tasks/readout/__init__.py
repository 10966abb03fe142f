"""readout: diplomatic press documents in, versioned Parquet out."""

__version__ = "0.1.0"
