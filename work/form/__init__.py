"""Report forms (biểu mẫu báo cáo): what is asked for, of whom, for which period, and what was answered."""
