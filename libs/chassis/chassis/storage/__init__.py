"""Files: the S3 client, staged uploads, a service's bucket, sweeping."""
